WITH mails AS (
  SELECT 'crm' AS source, 'contact' AS type, CAST(contact_id AS VARCHAR) AS key, email FROM crm.contact
  UNION ALL SELECT 'crm', 'account', account_id, email FROM crm.private_customer
  UNION ALL SELECT 'kyc', 'subject', "subjectId", email FROM kyc.subject
  UNION ALL SELECT 'vendor', 'supplier', supplier_no, email FROM vendor.supplier
  UNION ALL SELECT 'billing', 'customer', customer_no, email FROM billing.customer
  UNION ALL SELECT 'helpdesk', 'requester', "requesterId", email FROM helpdesk.requester
  UNION ALL SELECT 'mail', 'mailbox', address, address FROM mail.mailbox
), known AS (
  SELECT DISTINCT i.party, m.email,
    CASE WHEN m.type IN ('contact', 'requester', 'mailbox') THEN 'person' ELSE 'party' END || '/' || m.source || '/' || m.key AS record
  FROM mails m JOIN truth.identity i ON i.source = m.source AND i.type = m.type AND i.key = m.key
  WHERE m.email IS NOT NULL
), people AS (
  SELECT i.party FROM truth.identity i WHERE i.type IN ('contact', 'requester', 'mailbox', 'profile')
  UNION SELECT i.party FROM crm.account a JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id WHERE a.kind = 'person'
  UNION SELECT i.party FROM kyc.subject s JOIN truth.identity i ON i.source = 'kyc' AND i.key = s."subjectId" WHERE s.kind = 'person'
  UNION SELECT i.party FROM billing.customer c JOIN truth.identity i ON i.source = 'billing' AND i.key = c.customer_no WHERE c.kind = 'person'
)
SELECT k.party AS contact, k.email, k.record
FROM known k JOIN people p ON p.party = k.party
WHERE k.party IN (SELECT party FROM known GROUP BY party HAVING count(DISTINCT email) > 1)
