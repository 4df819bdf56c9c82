SELECT i.party AS contact, count(DISTINCT r.account_id) AS accounts
FROM crm.contact_role r
JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(r.contact_id AS VARCHAR)
WHERE r.valid_from <= DATE '2026-06-30' AND (r.valid_to IS NULL OR r.valid_to > DATE '2026-06-30')
GROUP BY i.party
HAVING count(DISTINCT r.account_id) > 1
