WITH RECURSIVE links AS (
  SELECT DISTINCT account_id, parent_id FROM crm.account_parent WHERE valid_to IS NULL
), tree AS (
  SELECT parent_id AS top, parent_id AS account_id FROM links WHERE parent_id NOT IN (SELECT account_id FROM links)
  UNION
  SELECT t.top, l.account_id FROM tree t JOIN links l ON l.parent_id = t.account_id
), bought AS (
  SELECT DISTINCT o.account_id, l.product_id FROM crm.sales_order o JOIN crm.order_line l ON l.order_id = o.order_id
)
SELECT DISTINCT 'account/crm/' || t.top AS parent, 'account/crm/' || t.account_id AS account, 'product/crm/' || b.product_id AS product
FROM tree t JOIN tree other ON other.top = t.top JOIN bought b ON b.account_id = other.account_id
WHERE NOT EXISTS (SELECT 1 FROM bought own WHERE own.account_id = t.account_id AND own.product_id = b.product_id)
