SELECT contact_id AS contact, count(DISTINCT account_id) AS accounts
FROM crm.contact_role
WHERE valid_on(valid_from, valid_to, DATE '2026-06-30')
GROUP BY contact_id
HAVING count(DISTINCT account_id) > 1
