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
), met AS (
  SELECT DISTINCT i.party, 'user/crm/' || n.user_id AS "user"
  FROM crm.interaction n JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(n.contact_id AS VARCHAR)
  WHERE n.user_id IS NOT NULL
), chosen AS (
  SELECT k.a AS party FROM known k
  WHERE k.a IN (SELECT party FROM truth.identity WHERE source = 'crm' AND type = 'contact') AND k.b IN (SELECT party FROM met)
  GROUP BY k.a ORDER BY count(*) DESC, k.a LIMIT 1
), ways AS (
  SELECT 1 AS steps, (SELECT party FROM chosen) AS contact, NULL AS between
  UNION SELECT 2, b, NULL FROM known WHERE a = (SELECT party FROM chosen)
  UNION SELECT 3, n.b, k.b FROM known k JOIN known n ON n.a = k.b WHERE k.a = (SELECT party FROM chosen) AND n.b <> k.a
)
SELECT (SELECT 'person/crm/' || min(CAST(key AS BIGINT)) FROM truth.identity WHERE source = 'crm' AND type = 'contact' AND party = (SELECT party FROM chosen)) AS param_person,
  w.steps, m."user", w.contact, w.between
FROM ways w JOIN met m ON m.party = w.contact
