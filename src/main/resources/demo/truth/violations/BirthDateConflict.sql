SELECT party
FROM (
  SELECT i.party, p.birth_date AS born FROM crm.private_customer p JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = p.account_id
  UNION SELECT i.party, c.birth_date FROM crm.contact c JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(c.contact_id AS VARCHAR)
  UNION SELECT i.party, b.birth_date FROM billing.customer b JOIN truth.identity i ON i.source = 'billing' AND i.key = b.customer_no WHERE b.kind = 'person'
  UNION SELECT i.party, TRY_CAST(s."birthDate" AS DATE) FROM kyc.subject s JOIN truth.identity i ON i.source = 'kyc' AND i.key = s."subjectId"
)
WHERE born IS NOT NULL
GROUP BY party
HAVING count(DISTINCT born) > 1
