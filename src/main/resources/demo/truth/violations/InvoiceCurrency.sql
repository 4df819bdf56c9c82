SELECT 'billing' AS source, 'invoice' AS type, CAST(i.invoice_no AS VARCHAR) AS key
FROM billing.invoice i JOIN billing.billing_account b ON b.billing_account_no = i.billing_account_no
WHERE i.currency <> b.currency
