WITH address AS (
  SELECT i.party, 'person/crm/' || c.contact_id AS record, c.email
  FROM crm.contact c
  JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(c.contact_id AS VARCHAR)
  UNION
  SELECT i.party, 'party/crm/' || c.account_id, c.email
  FROM crm.private_customer c
  JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = c.account_id
  UNION
  SELECT i.party, 'party/kyc/' || s."subjectId", s.email
  FROM kyc.subject s
  JOIN truth.identity i ON i.source = 'kyc' AND i.type = 'subject' AND i.key = s."subjectId"
  WHERE s.kind = 'person'
  UNION
  SELECT i.party, 'party/billing/' || c.customer_no, c.email
  FROM billing.customer c
  JOIN truth.identity i ON i.source = 'billing' AND i.type = 'customer' AND i.key = c.customer_no
  WHERE c.kind = 'person'
  UNION
  SELECT i.party, 'person/helpdesk/' || r."requesterId", r.email
  FROM helpdesk.requester r
  JOIN truth.identity i ON i.source = 'helpdesk' AND i.type = 'requester' AND i.key = r."requesterId"
  UNION
  SELECT i.party, 'person/mail/' || m.address, m.address
  FROM mail.mailbox m
  JOIN truth.identity i ON i.source = 'mail' AND i.type = 'mailbox' AND i.key = m.address
)
SELECT party AS contact, email, record
FROM address
WHERE email IS NOT NULL
QUALIFY min(email) OVER (PARTITION BY party) <> max(email) OVER (PARTITION BY party)
