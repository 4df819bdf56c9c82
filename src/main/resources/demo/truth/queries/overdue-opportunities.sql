SELECT 'opportunity/crm/' || opportunity_id AS opportunity, name, close_date AS "closeDate", 'user/crm/' || owner_id AS owner
FROM crm.opportunity
WHERE stage NOT IN ('closed-won', 'closed-lost') AND close_date < DATE '2026-06-30'
