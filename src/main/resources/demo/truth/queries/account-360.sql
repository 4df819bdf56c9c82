WITH chosen AS (
  SELECT o.account_id FROM crm.opportunity o JOIN crm.account a ON a.account_id = o.account_id
  WHERE a.kind = 'organization'
  GROUP BY o.account_id ORDER BY count(*) DESC, o.account_id LIMIT 1
), me AS (
  SELECT party FROM truth.identity WHERE source = 'crm' AND type = 'account' AND key = (FROM chosen)
)
SELECT 'account/crm/' || (FROM chosen) AS param_account, section, item, detail, day
FROM (
  SELECT 'contact' AS section, 'contact-role/crm/' || role_id AS item, role AS detail, CAST(valid_from AS VARCHAR) AS day
  FROM crm.contact_role WHERE account_id = (FROM chosen) AND valid_from <= DATE '2026-06-30' AND (valid_to IS NULL OR valid_to > DATE '2026-06-30')
  UNION SELECT 'opportunity', 'opportunity/crm/' || opportunity_id, stage, CAST(created_on AS VARCHAR)
  FROM crm.opportunity WHERE account_id = (FROM chosen)
  UNION SELECT 'order', 'sales-order/crm/' || order_id, CAST(order_id AS VARCHAR), CAST(ordered_on AS VARCHAR)
  FROM crm.sales_order WHERE account_id = (FROM chosen)
  UNION SELECT 'ticket', 'ticket/helpdesk/' || "ticketId", "ticketId", substr(CAST("openedAt" AS VARCHAR), 1, 10)
  FROM helpdesk.ticket WHERE "crmAccount" = (FROM chosen)
  UNION SELECT 'subscription', 'subscription/billing/' || s.subscription_id, CAST(s.subscription_id AS VARCHAR), CAST(s.activated_on AS VARCHAR)
  FROM billing.subscription s JOIN billing.billing_account b ON b.billing_account_no = s.billing_account_no
  JOIN truth.identity i ON i.source = 'billing' AND i.key = b.customer_no
  WHERE i.party = (FROM me)
  UNION SELECT 'due diligence', 'case/kyc/' || c."caseId", c."caseId", CAST(c."openedOn" AS VARCHAR)
  FROM kyc."case" c JOIN truth.identity i ON i.source = 'kyc' AND i.key = c."subjectId"
  WHERE i.party = (FROM me)
  UNION SELECT 'parent', 'account-parent/crm/' || link_id, 'account/crm/' || parent_id, CAST(valid_from AS VARCHAR)
  FROM crm.account_parent WHERE account_id = (FROM chosen) AND valid_from <= DATE '2026-06-30' AND (valid_to IS NULL OR valid_to > DATE '2026-06-30')
)
