WITH named AS (
  SELECT i.party, a.name FROM crm.account a JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id
  UNION SELECT i.party, s.name FROM kyc.subject s JOIN truth.identity i ON i.source = 'kyc' AND i.key = s."subjectId"
  UNION SELECT i.party, s.name FROM vendor.supplier s JOIN truth.identity i ON i.source = 'vendor' AND i.key = s.supplier_no
  UNION SELECT i.party, l."Entity.LegalName" FROM registry.lei l JOIN truth.identity i ON i.source = 'registry' AND i.key = l."LEI"
  UNION SELECT i.party, c.name FROM billing.customer c JOIN truth.identity i ON i.source = 'billing' AND i.key = c.customer_no
), companies AS (
  SELECT i.party FROM crm.account a JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id WHERE a.kind = 'organization'
  UNION SELECT i.party FROM kyc.subject s JOIN truth.identity i ON i.source = 'kyc' AND i.key = s."subjectId" WHERE s.kind <> 'person'
  UNION SELECT party FROM truth.identity WHERE source IN ('vendor', 'registry')
  UNION SELECT i.party FROM billing.customer c JOIN truth.identity i ON i.source = 'billing' AND i.key = c.customer_no WHERE c.kind = 'organization'
), heads AS (
  SELECT DISTINCT p.party AS head, c.party AS member
  FROM registry.rr r
  JOIN truth.identity p ON p.source = 'registry' AND p.key = r."Relationship.EndNode.NodeID"
  JOIN truth.identity c ON c.source = 'registry' AND c.key = r."Relationship.StartNode.NodeID"
  WHERE r."Relationship.RelationshipType" IN ('IS_DIRECTLY_CONSOLIDATED_BY', 'IS_ULTIMATELY_CONSOLIDATED_BY') AND r."Relationship.RelationshipStatus" = 'ACTIVE'
), near AS (
  SELECT party, party AS customer FROM companies
  UNION SELECT member, head FROM heads
)
SELECT DISTINCT 'lead/crm/' || l.lead_id AS lead, l.company_name AS company, c.party, 'account/crm/' || a.account_id AS account
FROM crm.lead l
JOIN named n ON n.name = l.company_name
JOIN companies c ON c.party = n.party
JOIN near ON near.party = c.party
JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.party = near.customer
JOIN crm.account a ON a.account_id = i.key
WHERE l.status = 'qualified' AND a.status = 'active'
