SELECT 'crm' AS source, 'party' AS type, account_id AS key FROM crm.account WHERE kind = 'organization' AND name IS NULL
UNION ALL
SELECT 'kyc', 'party', "subjectId" FROM kyc.subject WHERE kind = 'organization' AND name IS NULL
UNION ALL
SELECT 'vendor', 'party', supplier_no FROM vendor.supplier WHERE name IS NULL
UNION ALL
SELECT 'registry', 'party', "LEI" FROM registry.lei WHERE "Entity.LegalName" IS NULL
UNION ALL
SELECT 'billing', 'party', customer_no FROM billing.customer WHERE kind = 'organization' AND name IS NULL
