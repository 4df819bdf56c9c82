WITH RECURSIVE up(person, boss, depth) AS (
  SELECT from_contact_id, to_contact_id, 1 FROM crm.contact_link WHERE kind = 'reports-to' AND valid_to IS NULL
  UNION
  SELECT u.person, l.to_contact_id, u.depth + 1
  FROM up u JOIN crm.contact_link l ON l.from_contact_id = u.boss
  WHERE l.kind = 'reports-to' AND l.valid_to IS NULL AND u.boss <> u.person AND u.depth < 100
)
SELECT DISTINCT 'crm' AS source, 'person' AS type, CAST(person AS VARCHAR) AS key
FROM up
WHERE boss = person
