WITH ties AS (
  SELECT f.party AS a, t.party AS b
  FROM crm.contact_link l
  JOIN truth.identity f ON f.source = 'crm' AND f.type = 'contact' AND f.key = CAST(l.from_contact_id AS VARCHAR)
  JOIN truth.identity t ON t.source = 'crm' AND t.type = 'contact' AND t.key = CAST(l.to_contact_id AS VARCHAR)
  WHERE valid_on(l.valid_from, l.valid_to, DATE '2026-06-30')
  UNION ALL
  SELECT f.party, t.party
  FROM social.tie l
  JOIN truth.identity f ON f.source = 'social' AND f.type = 'profile' AND f.key = l.from_handle
  JOIN truth.identity t ON t.source = 'social' AND t.type = 'profile' AND t.key = l.to_handle
  WHERE valid_on(CAST(l.since AS DATE), CAST(l.until AS DATE), DATE '2026-06-30')
), known AS (
  SELECT a, b FROM ties WHERE a <> b UNION SELECT b, a FROM ties WHERE a <> b
), role AS (
  SELECT DISTINCT r.account_id, i.party
  FROM crm.contact_role r JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(r.contact_id AS VARCHAR)
  WHERE valid_on(r.valid_from, r.valid_to, DATE '2026-06-30')
), counted AS (
  SELECT r.account_id, r.party, count(DISTINCT k.b) AS ties FROM role r JOIN known k ON k.a = r.party GROUP BY ALL
), chosen AS (
  SELECT account_id FROM counted GROUP BY account_id ORDER BY count(*) DESC, account_id LIMIT 1
)
SELECT 'account/crm/' || account_id AS param_account, party AS contact, ties
FROM counted WHERE account_id = (FROM chosen)
