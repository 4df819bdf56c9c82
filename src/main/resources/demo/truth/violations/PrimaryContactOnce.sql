SELECT 'crm' AS source, 'account' AS type, CAST(account_id AS VARCHAR) AS key
FROM crm.contact_role
WHERE is_primary AND valid_from <= DATE '2026-06-30' AND (valid_to IS NULL OR valid_to > DATE '2026-06-30')
GROUP BY account_id
HAVING count(DISTINCT contact_id) > 1
