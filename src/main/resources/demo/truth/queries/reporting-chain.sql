WITH RECURSIVE links AS (
  SELECT DISTINCT f.party AS person, t.party AS boss
  FROM crm.contact_link l
  JOIN truth.identity f ON f.source = 'crm' AND f.type = 'contact' AND f.key = CAST(l.from_contact_id AS VARCHAR)
  JOIN truth.identity t ON t.source = 'crm' AND t.type = 'contact' AND t.key = CAST(l.to_contact_id AS VARCHAR)
  WHERE l.kind = 'reports-to' AND l.valid_to IS NULL
), up AS (
  SELECT person, boss FROM links
  UNION
  SELECT u.person, l.boss FROM up u JOIN links l ON l.person = u.boss
)
SELECT DISTINCT person, boss AS above FROM up
