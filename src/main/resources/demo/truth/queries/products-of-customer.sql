SELECT DISTINCT 'account/crm/' || c.key AS account, h.item, h.product_code AS product
FROM truth.identity c
JOIN truth.identity i ON i.source = 'billing' AND i.party = c.party
JOIN billing.billing_account b ON b.customer_no = i.key
JOIN (
  SELECT billing_account_no, 'subscription/billing/' || subscription_id AS item, product_code FROM billing.subscription
  UNION ALL SELECT billing_account_no, 'deposit-account/billing/' || account_no, product_code FROM billing.deposit_account
  UNION ALL SELECT billing_account_no, 'loan-account/billing/' || account_no, product_code FROM billing.loan_account
) h ON h.billing_account_no = b.billing_account_no
WHERE c.source = 'crm' AND c.type = 'account'
