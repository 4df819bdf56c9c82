WITH verified AS (
  SELECT i.party, c.verified_on FROM crm.contact c
  JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(c.contact_id AS VARCHAR)
  WHERE c.verified_on IS NOT NULL
)
SELECT DISTINCT i.party AS contact, 'account/crm/' || r.account_id AS account, v.verified_on AS "verifiedOn"
FROM crm.contact_role r
JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(r.contact_id AS VARCHAR)
LEFT JOIN verified v ON v.party = i.party
WHERE r.role IN ('decision-maker', 'economic-buyer') AND r.valid_from <= DATE '2026-06-30' AND (r.valid_to IS NULL OR r.valid_to > DATE '2026-06-30')
  AND i.party NOT IN (SELECT party FROM verified WHERE year(verified_on) = 2026)
