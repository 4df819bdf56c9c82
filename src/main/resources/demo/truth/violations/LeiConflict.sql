SELECT party
FROM (
  SELECT i.party, a.lei FROM crm.account a JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id
  WHERE a.kind = 'organization'
  UNION SELECT i.party, s.lei FROM vendor.supplier s JOIN truth.identity i ON i.source = 'vendor' AND i.key = s.supplier_no
  UNION SELECT i.party, s.lei FROM kyc.subject s JOIN truth.identity i ON i.source = 'kyc' AND i.key = s."subjectId"
  UNION SELECT i.party, l."LEI" FROM registry.lei l JOIN truth.identity i ON i.source = 'registry' AND i.key = l."LEI"
)
WHERE lei IS NOT NULL
GROUP BY party
HAVING count(DISTINCT lei) > 1
