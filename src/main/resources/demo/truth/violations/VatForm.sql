SELECT 'crm' AS source, 'party' AS type, CAST(account_id AS VARCHAR) AS key FROM (SELECT * FROM crm.account WHERE kind = 'organization') WHERE NOT regexp_full_match(vat_number, '[A-Z]{2}[0-9A-Z+*]{2,13}')
UNION
SELECT 'vendor' AS source, 'party' AS type, CAST(supplier_no AS VARCHAR) AS key FROM vendor.supplier WHERE NOT regexp_full_match(vat_number, '[A-Z]{2}[0-9A-Z+*]{2,13}')
UNION
SELECT 'billing' AS source, 'party' AS type, CAST(customer_no AS VARCHAR) AS key FROM billing.customer WHERE NOT regexp_full_match(vat_number, '[A-Z]{2}[0-9A-Z+*]{2,13}')
