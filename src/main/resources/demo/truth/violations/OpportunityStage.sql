SELECT 'crm' AS source, 'opportunity' AS type, CAST(opportunity_id AS VARCHAR) AS key
FROM crm.opportunity
WHERE stage NOT IN
  ('prospecting', 'qualification', 'proposal', 'negotiation', 'contract', 'closed-won', 'closed-lost')
