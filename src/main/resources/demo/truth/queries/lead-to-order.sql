SELECT 'lead/crm/' || o.lead_id AS lead, 'opportunity/crm/' || o.opportunity_id AS opportunity, 'sales-order/crm/' || s.order_id AS "order",
  s.ordered_on AS "orderedOn"
FROM crm.opportunity o JOIN crm.sales_order s ON s.opportunity_id = o.opportunity_id
WHERE o.lead_id IS NOT NULL
