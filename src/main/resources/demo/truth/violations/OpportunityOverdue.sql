SELECT 'crm' AS source, 'opportunity' AS type, CAST(opportunity_id AS VARCHAR) AS key
FROM crm.opportunity
WHERE stage NOT IN ('closed-won', 'closed-lost') AND close_date < DATE '2026-06-30'
