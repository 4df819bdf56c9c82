SELECT 'crm' AS source, 'opportunity' AS type, CAST(o.opportunity_id AS VARCHAR) AS key
FROM crm.opportunity o
WHERE o.stage IN ('negotiation', 'contract')
  AND o.opportunity_id NOT IN (SELECT opportunity_id FROM crm.opportunity_contact WHERE role = 'economic-buyer')
