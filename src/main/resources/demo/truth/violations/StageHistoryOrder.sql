SELECT 'crm' AS source, 'stage-history' AS type, opportunity_id || '/' || position AS key
FROM crm.stage_history
WHERE left_on < entered_on
