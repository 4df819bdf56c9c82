WITH role AS (
  SELECT i.party, r.account_id, r.valid_from, r.valid_to FROM crm.contact_role r
  JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(r.contact_id AS VARCHAR)
), gone AS (
  SELECT party, account_id, max(valid_to) AS left_on FROM role
  GROUP BY party, account_id
  HAVING bool_and(valid_to IS NOT NULL)
)
SELECT DISTINCT g.party AS contact, 'account/crm/' || g.account_id AS account, g.left_on AS "leftOn", 'account/crm/' || n.account_id AS now
FROM gone g
LEFT JOIN role n ON n.party = g.party AND n.valid_from <= DATE '2026-06-30' AND (n.valid_to IS NULL OR n.valid_to > DATE '2026-06-30')
WHERE g.left_on > DATE '2026-06-30' - 365 AND g.left_on <= DATE '2026-06-30'
