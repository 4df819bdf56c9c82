WITH uses AS (
  SELECT 'crm' AS source, 'account' AS type, account_id AS key, CAST(address_id AS VARCHAR) AS use, kind, street, city, country
  FROM crm.account_address WHERE valid_on(valid_from, valid_to, DATE '2026-06-30')
  UNION ALL SELECT 'kyc', 'subject', "subjectId", "subjectId", NULL, street, city, country FROM kyc.subject
  WHERE street IS NOT NULL OR "postalCode" IS NOT NULL OR city IS NOT NULL
  UNION ALL SELECT 'vendor', 'supplier', supplier_no, supplier_no, NULL, street, city, country FROM vendor.supplier
  WHERE street IS NOT NULL OR postcode IS NOT NULL OR city IS NOT NULL
  UNION ALL SELECT 'billing', 'customer', customer_no, customer_no, 'billing', street, city, country FROM billing.customer
  WHERE street IS NOT NULL OR postal_code IS NOT NULL OR city IS NOT NULL
  UNION ALL SELECT 'registry', 'lei', "LEI", "LEI" || '/legal', 'legal', NULL, "Entity.LegalAddress.City", "Entity.LegalAddress.Country" FROM registry.lei
  WHERE coalesce("Entity.LegalAddress.FirstAddressLine", "Entity.LegalAddress.City", "Entity.LegalAddress.Country") IS NOT NULL
  UNION ALL SELECT 'registry', 'lei', "LEI", "LEI" || '/headquarters', 'headquarters', NULL, "Entity.HeadquartersAddress.City", "Entity.HeadquartersAddress.Country" FROM registry.lei
  WHERE coalesce("Entity.HeadquartersAddress.FirstAddressLine", "Entity.HeadquartersAddress.City", "Entity.HeadquartersAddress.Country") IS NOT NULL
)
SELECT coalesce(i.party, 'party/' || u.source || '/' || u.key) AS party, 'address-use/' || u.source || '/' || u.use AS use,
  'scheme:address-kind/' || u.kind AS kind, u.street, u.city,
  coalesce('country/' || c.code, 'country/' || u.source || '/' || u.country) AS country
FROM uses u
LEFT JOIN truth.identity i ON i.source = u.source AND i.type = u.type AND i.key = u.key
LEFT JOIN truth.country c ON c.written = u.country
