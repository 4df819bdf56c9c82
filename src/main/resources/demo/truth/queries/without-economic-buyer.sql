SELECT 'opportunity/crm/' || opportunity_id AS opportunity, name, 'scheme:pipeline-stage/' || stage AS stage
FROM crm.opportunity
WHERE stage NOT IN ('closed-won', 'closed-lost')
  AND opportunity_id NOT IN (SELECT opportunity_id FROM crm.opportunity_contact WHERE role = 'economic-buyer')
