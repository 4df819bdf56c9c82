SELECT 'vendor' AS source, 'invoice' AS type, CAST(invoice_no AS VARCHAR) AS key
FROM vendor.invoice
WHERE supplier_no NOT IN (SELECT supplier_no FROM vendor.supplier)
