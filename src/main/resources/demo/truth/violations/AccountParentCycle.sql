WITH RECURSIVE up(account_id, parent_id, hierarchy, depth) AS (
  SELECT account_id, parent_id, hierarchy, 1 FROM crm.account_parent WHERE valid_to IS NULL
  UNION
  SELECT u.account_id, p.parent_id, p.hierarchy, u.depth + 1
  FROM up u JOIN crm.account_parent p ON p.account_id = u.parent_id AND p.hierarchy = u.hierarchy
  WHERE p.valid_to IS NULL AND u.parent_id <> u.account_id AND u.depth < 50
)
SELECT DISTINCT 'crm' AS source, 'account' AS type, CAST(account_id AS VARCHAR) AS key
FROM up
WHERE parent_id = account_id
