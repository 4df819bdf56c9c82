SELECT 'crm' AS source, 'party' AS type, account_id AS key FROM crm.account WHERE kind = 'organization' AND country IS NULL
UNION ALL
SELECT 'kyc', 'party', "subjectId" FROM kyc.subject WHERE kind = 'organization' AND country IS NULL
UNION ALL
SELECT 'vendor', 'party', supplier_no FROM vendor.supplier WHERE country IS NULL
UNION ALL
SELECT 'registry', 'party', "LEI" FROM registry.lei WHERE "Entity.LegalAddress.Country" IS NULL
UNION ALL
SELECT 'billing', 'party', customer_no FROM billing.customer WHERE kind = 'organization' AND country IS NULL

UNION ALL
-- A competitor is known by name only.
SELECT DISTINCT 'crm', 'competitor', competitor FROM crm.opportunity WHERE competitor IS NOT NULL
