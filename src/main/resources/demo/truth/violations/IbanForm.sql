SELECT 'vendor' AS source, 'party' AS type, CAST(supplier_no AS VARCHAR) AS key FROM vendor.supplier WHERE NOT regexp_full_match(iban, '[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}')
UNION
SELECT 'billing' AS source, 'billing-account' AS type, CAST(billing_account_no AS VARCHAR) AS key FROM billing.billing_account WHERE NOT regexp_full_match(iban, '[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}')
