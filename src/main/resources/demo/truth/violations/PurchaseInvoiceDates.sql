SELECT 'vendor' AS source, 'invoice' AS type, CAST(invoice_no AS VARCHAR) AS key
FROM vendor.invoice
WHERE TRY_CAST(due_on AS DATE) < TRY_CAST(issued_on AS DATE)
