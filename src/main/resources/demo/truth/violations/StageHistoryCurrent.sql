SELECT DISTINCT 'crm' AS source, 'opportunity' AS type, CAST(o.opportunity_id AS VARCHAR) AS key
FROM crm.opportunity o JOIN crm.stage_history h ON h.opportunity_id = o.opportunity_id
WHERE h.left_on IS NULL AND h.stage <> o.stage
