-- A champion who never had a role at the account has not left it.
SELECT DISTINCT 'crm' AS source, 'opportunity' AS type, CAST(o.opportunity_id AS VARCHAR) AS key
FROM crm.opportunity o
JOIN crm.opportunity_contact c ON c.opportunity_id = o.opportunity_id AND c.role = 'champion'
WHERE o.stage NOT IN ('closed-won', 'closed-lost')
  AND (
    SELECT bool_and(r.valid_to IS NOT NULL AND r.valid_to <= DATE '2026-06-30')
    FROM crm.contact_role r
    WHERE r.contact_id = c.contact_id AND r.account_id = o.account_id
  )
