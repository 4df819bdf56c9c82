SELECT 'crm' AS source, 'opportunity' AS type, CAST(o.opportunity_id AS VARCHAR) AS key
FROM crm.opportunity o JOIN crm.app_user u ON u.user_id = o.owner_id
WHERE o.stage NOT IN ('closed-won', 'closed-lost') AND u.valid_to <= DATE '2026-06-30'
