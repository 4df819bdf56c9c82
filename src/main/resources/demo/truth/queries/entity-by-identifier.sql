WITH numbers AS (
  SELECT 'crm' AS source, 'account' AS type, account_id AS key, 'LegalEntityIdentifier' AS kind, lei AS written FROM crm.account WHERE kind = 'organization' OR lei IS NOT NULL
  UNION ALL SELECT 'crm', 'account', account_id, 'VatNumber', vat_number FROM crm.account
  UNION ALL SELECT 'crm', 'account', account_id, 'RegistrationNumber', registration_number FROM crm.account
  UNION ALL SELECT 'kyc', 'subject', "subjectId", 'LegalEntityIdentifier', lei FROM kyc.subject
  UNION ALL SELECT 'kyc', 'subject', "subjectId", 'RegistrationNumber', "registrationNumber" FROM kyc.subject
  UNION ALL SELECT 'kyc', 'subject', "subjectId", 'TaxIdentifier', "taxId" FROM kyc.subject
  UNION ALL SELECT 'vendor', 'supplier', supplier_no, 'LegalEntityIdentifier', lei FROM vendor.supplier
  UNION ALL SELECT 'vendor', 'supplier', supplier_no, 'VatNumber', vat_number FROM vendor.supplier
  UNION ALL SELECT 'vendor', 'supplier', supplier_no, 'DunsNumber', duns FROM vendor.supplier
  UNION ALL SELECT 'billing', 'customer', customer_no, 'VatNumber', vat_number FROM billing.customer
  UNION ALL SELECT 'registry', 'lei', "LEI", 'LegalEntityIdentifier', "LEI" FROM registry.lei
  UNION ALL SELECT 'registry', 'lei', "LEI", 'RegistrationNumber', "Entity.RegistrationAuthority.RegistrationAuthorityEntityID" FROM registry.lei
), normal AS (
  SELECT i.party, n.kind, 'party/' || n.source || '/' || n.key AS record, n.written,
    CASE n.kind WHEN 'RegistrationNumber' THEN n.written ELSE upper(translate(n.written, ' -.', '')) END AS value
  FROM numbers n JOIN truth.identity i ON i.source = n.source AND i.type = n.type AND i.key = n.key
  WHERE n.written IS NOT NULL
), chosen AS (
  SELECT value FROM normal GROUP BY value ORDER BY count(DISTINCT record) DESC, value LIMIT 1
)
SELECT (FROM chosen) AS param_identifier, party, 'party:' || kind AS kind, record, written
FROM normal WHERE value = (FROM chosen)
