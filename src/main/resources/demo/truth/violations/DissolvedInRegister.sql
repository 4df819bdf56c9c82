SELECT DISTINCT 'golden' AS view, 'crm' AS source, 'opportunity' AS type, CAST(o.opportunity_id AS VARCHAR) AS key
FROM crm.opportunity o
JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = o.account_id
JOIN truth.identity r ON r.source = 'registry' AND r.party = i.party
JOIN registry.lei l ON l."LEI" = r.key
WHERE o.stage NOT IN ('closed-won', 'closed-lost') AND l."Entity.EntityStatus" = 'INACTIVE'
