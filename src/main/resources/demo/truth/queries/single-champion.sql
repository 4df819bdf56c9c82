SELECT 'account/crm/' || r.account_id AS account, min(i.party) AS champion
FROM crm.contact_role r
JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(r.contact_id AS VARCHAR)
WHERE r.role = 'champion' AND r.valid_from <= DATE '2026-06-30' AND (r.valid_to IS NULL OR r.valid_to > DATE '2026-06-30')
GROUP BY r.account_id
HAVING count(DISTINCT i.party) = 1
