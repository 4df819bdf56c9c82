SELECT 'vendor' AS source, 'vendor-relationship' AS type, CAST(supplier_no AS VARCHAR) AS key
FROM vendor.supplier
WHERE TRY_CAST(offboarded_on AS DATE) <= TRY_CAST(onboarded_on AS DATE)
