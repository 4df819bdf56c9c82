WITH active AS (
  SELECT a.account_id, a.name, i.party FROM crm.account a
  JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id
  WHERE a.status = 'active'
), facts AS (
  SELECT i.party, a.kind = 'organization' AS organization, a.legal_status AS status, a.employee_count AS employees
  FROM crm.account a JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id
), companies AS (
  SELECT party FROM facts WHERE organization
  UNION SELECT i.party FROM kyc.subject s JOIN truth.identity i ON i.source = 'kyc' AND i.key = s."subjectId" WHERE s.kind <> 'person'
  UNION SELECT party FROM truth.identity WHERE source IN ('vendor', 'registry')
  UNION SELECT i.party FROM billing.customer c JOIN truth.identity i ON i.source = 'billing' AND i.key = c.customer_no WHERE c.kind = 'organization'
), statuses AS (
  SELECT DISTINCT party, 'scheme:legal-status/' || status AS status FROM facts WHERE organization AND status IS NOT NULL
), sizes AS (
  SELECT DISTINCT party, employees FROM facts WHERE organization AND employees IS NOT NULL
)
SELECT DISTINCT 'account/crm/' || a.account_id AS account, a.name, s.status, z.employees
FROM active a JOIN companies c ON c.party = a.party
LEFT JOIN statuses s ON s.party = a.party
LEFT JOIN sizes z ON z.party = a.party
