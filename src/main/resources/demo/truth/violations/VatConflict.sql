SELECT party
FROM (
  SELECT i.party, a.vat_number AS vat FROM crm.account a JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id
  WHERE a.kind = 'organization'
  UNION SELECT i.party, s.vat_number FROM vendor.supplier s JOIN truth.identity i ON i.source = 'vendor' AND i.key = s.supplier_no
  UNION SELECT i.party, b.vat_number FROM billing.customer b JOIN truth.identity i ON i.source = 'billing' AND i.key = b.customer_no
)
WHERE vat IS NOT NULL
GROUP BY party
HAVING count(DISTINCT vat) > 1
