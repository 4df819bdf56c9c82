SELECT 'crm' AS source, 'opportunity' AS type, CAST(opportunity_id AS VARCHAR) AS key
FROM crm.opportunity
WHERE stage = 'closed-lost' AND loss_reason IS NULL
