SELECT 'crm' AS source, 'sales-order' AS type, CAST(o.order_id AS VARCHAR) AS key
FROM crm.sales_order o
WHERE o.order_id NOT IN (SELECT order_id FROM crm.order_line)
