SELECT 'crm' AS source, 'opportunity' AS type, CAST(o.opportunity_id AS VARCHAR) AS key
FROM crm.opportunity o JOIN crm.account a ON a.account_id = o.account_id
WHERE o.stage NOT IN ('closed-won', 'closed-lost') AND a.kind = 'organization' AND a.legal_status = 'dissolved'
