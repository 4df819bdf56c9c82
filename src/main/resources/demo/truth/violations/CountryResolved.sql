-- What is written wrong, or names no country, is linked to none. The register's countries are codes, so all are right.
WITH written AS (
  SELECT 'crm' AS source, country FROM crm.account
  UNION SELECT 'crm', country FROM crm.account_address
  UNION SELECT 'crm', country FROM crm.contact
  UNION SELECT 'crm', country FROM crm.lead
  UNION SELECT 'crm', country FROM crm.territory_country
  UNION SELECT 'kyc', country FROM kyc.subject
  UNION SELECT 'kyc', "residenceCountry" FROM kyc.subject
  UNION SELECT 'kyc', "issuingCountry" FROM kyc.document
  UNION SELECT 'kyc', country FROM kyc."listEntry"
  UNION SELECT 'kyc', n.value ->> '$' FROM kyc.subject s, json_each(s.nationalities) n
  UNION SELECT 'vendor', country FROM vendor.supplier
  UNION SELECT 'vendor', data_country FROM vendor.contract
  UNION SELECT 'billing', country FROM billing.customer
  UNION SELECT 'helpdesk', country FROM helpdesk.requester
  UNION SELECT 'social', country FROM social.profile
)
SELECT source, 'country' AS type, country AS key
FROM written
WHERE country IS NOT NULL AND country NOT IN (SELECT written FROM truth.country)
