SELECT 'crm' AS source, 'opportunity' AS type, CAST(opportunity_id AS VARCHAR) AS key
FROM crm.opportunity
WHERE close_date < created_on
