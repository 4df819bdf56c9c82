SELECT 'billing' AS source, 'invoice' AS type, CAST(invoice_no AS VARCHAR) AS key
FROM billing.invoice
WHERE due_on < issued_on
