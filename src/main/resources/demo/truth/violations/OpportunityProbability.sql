SELECT 'crm' AS source, 'opportunity' AS type, CAST(opportunity_id AS VARCHAR) AS key
FROM crm.opportunity
WHERE probability NOT BETWEEN 0 AND 100
