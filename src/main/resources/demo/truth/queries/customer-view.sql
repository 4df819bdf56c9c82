-- A customer of many sources; what the register says would need all of its columns.
WITH chosen AS (
  SELECT i.party FROM truth.identity i
  WHERE i.party IN (SELECT a.party FROM truth.identity a JOIN crm.account c ON c.account_id = a.key WHERE a.source = 'crm' AND a.type = 'account' AND c.kind = 'organization')
    AND i.party NOT IN (SELECT party FROM truth.identity WHERE source = 'registry')
  GROUP BY i.party ORDER BY count(DISTINCT i.source) DESC, count(*) DESC, i.party LIMIT 1
), mine AS (
  SELECT source, key FROM truth.identity WHERE party = (FROM chosen)
), said AS (
  SELECT 'crm' AS source, account_id AS key, unnest([
    {p: 'party:name', v: name}, {p: 'party:country', v: 'country/crm/' || country}, {p: 'party:phone', v: phone}, {p: 'party:website', v: website},
    {p: 'party:hasLegalForm', v: 'legal-form/crm/' || legal_form}, {p: 'party:leiCode', v: lei}, {p: 'party:vatNumber', v: vat_number},
    {p: 'party:registrationNumber', v: registration_number}, {p: 'party:industry', v: 'scheme:industry-code/' || industry},
    {p: 'party:employeeCount', v: CAST(employee_count AS VARCHAR)}, {p: 'party:legalStatus', v: 'scheme:legal-status/' || legal_status},
    {p: 'party:incorporatedOn', v: CAST(incorporated_on AS VARCHAR)}, {p: 'party:dissolvedOn', v: CAST(dissolved_on AS VARCHAR)}]) AS fact
  FROM crm.account WHERE kind = 'organization'
  UNION ALL
  SELECT 'kyc', "subjectId", unnest([
    {p: 'party:name', v: name}, {p: 'party:taxNumber', v: "taxId"}, {p: 'party:country', v: 'country/kyc/' || country}, {p: 'party:email', v: email},
    {p: 'party:hasLegalForm', v: 'legal-form/kyc/' || "legalForm"}, {p: 'party:leiCode', v: lei},
    {p: 'party:registrationNumber', v: "registrationNumber"}, {p: 'party:incorporatedOn', v: "incorporatedOn"}])
  FROM kyc.subject WHERE kind <> 'person'
  UNION ALL
  SELECT 'vendor', supplier_no, unnest([
    {p: 'party:name', v: name}, {p: 'party:hasLegalForm', v: 'legal-form/vendor/' || legal_form}, {p: 'party:vatNumber', v: vat_number},
    {p: 'party:dunsNumber', v: duns}, {p: 'party:leiCode', v: lei}, {p: 'party:country', v: 'country/vendor/' || country},
    {p: 'party:phone', v: phone}, {p: 'party:email', v: email}, {p: 'party:iban', v: iban}])
  FROM vendor.supplier
  UNION ALL
  SELECT 'billing', customer_no, unnest([
    {p: 'crm:customerNumber', v: customer_no}, {p: 'party:name', v: name}, {p: 'party:country', v: 'country/billing/' || country},
    {p: 'party:email', v: email}, {p: 'party:phone', v: phone}, {p: 'party:vatNumber', v: vat_number}])
  FROM billing.customer WHERE kind = 'organization'
)
SELECT (SELECT 'account/crm/' || min(key) FROM mine WHERE source = 'crm') AS param_account,
  'graph/' || s.source AS source, 'party/' || s.source || '/' || s.key AS record, fact.p AS property, fact.v AS value
FROM said s JOIN mine m ON m.source = s.source AND m.key = s.key
WHERE fact.v IS NOT NULL
