WITH RECURSIVE links AS (
  SELECT DISTINCT account_id, parent_id FROM crm.account_parent WHERE valid_to IS NULL
), tree AS (
  SELECT parent_id AS top, parent_id AS account_id FROM links WHERE parent_id NOT IN (SELECT account_id FROM links)
  UNION
  SELECT t.top, l.account_id FROM tree t JOIN links l ON l.parent_id = t.account_id
)
SELECT 'account/crm/' || t.top AS parent, 'currency/' || o.currency AS currency, count(*) AS orders, sum(o.amount) AS total
FROM tree t JOIN crm.sales_order o ON o.account_id = t.account_id
WHERE o.currency IS NOT NULL
GROUP BY t.top, o.currency
