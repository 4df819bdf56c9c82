WITH RECURSIVE up(user_id, manager_id, depth) AS (
  SELECT user_id, manager_id, 1 FROM crm.app_user WHERE manager_id IS NOT NULL
  UNION
  SELECT u.user_id, m.manager_id, u.depth + 1
  FROM up u JOIN crm.app_user m ON m.user_id = u.manager_id
  WHERE m.manager_id IS NOT NULL AND u.manager_id <> u.user_id AND u.depth < 100
)
SELECT DISTINCT 'crm' AS source, 'user' AS type, CAST(user_id AS VARCHAR) AS key
FROM up
WHERE manager_id = user_id
