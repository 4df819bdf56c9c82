-- The FATF's statement of 2025-10-24, as far as the enterprise has parties there.
WITH listed AS (
  SELECT * FROM (VALUES
    ('KP', 'call-for-action'), ('IR', 'call-for-action'), ('MM', 'call-for-action'),
    ('AO', 'increased-monitoring'), ('BG', 'increased-monitoring'), ('BO', 'increased-monitoring'), ('CD', 'increased-monitoring'), ('CI', 'increased-monitoring'),
    ('CM', 'increased-monitoring'), ('DZ', 'increased-monitoring'), ('HT', 'increased-monitoring'), ('KE', 'increased-monitoring'), ('LA', 'increased-monitoring'),
    ('LB', 'increased-monitoring'), ('MC', 'increased-monitoring'), ('NA', 'increased-monitoring'), ('NP', 'increased-monitoring'), ('SS', 'increased-monitoring'),
    ('SY', 'increased-monitoring'), ('VE', 'increased-monitoring'), ('VG', 'increased-monitoring'), ('VN', 'increased-monitoring'), ('YE', 'increased-monitoring')
  ) AS statement (code, list)
), written AS (
  SELECT coalesce(i.party, 'party/crm/' || a.account_id) AS party, a.country
  FROM crm.account a LEFT JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id
  UNION SELECT i.party, c.country FROM crm.contact c JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(c.contact_id AS VARCHAR)
  UNION SELECT i.party, s.country FROM kyc.subject s JOIN truth.identity i ON i.source = 'kyc' AND i.key = s."subjectId"
  UNION SELECT i.party, s.country FROM vendor.supplier s JOIN truth.identity i ON i.source = 'vendor' AND i.key = s.supplier_no
  UNION SELECT i.party, l."Entity.LegalAddress.Country" FROM registry.lei l JOIN truth.identity i ON i.source = 'registry' AND i.key = l."LEI"
  UNION SELECT i.party, c.country FROM billing.customer c JOIN truth.identity i ON i.source = 'billing' AND i.key = c.customer_no
  UNION SELECT i.party, r.country FROM helpdesk.requester r JOIN truth.identity i ON i.source = 'helpdesk' AND i.key = r."requesterId"
  UNION SELECT i.party, p.country FROM social.profile p JOIN truth.identity i ON i.source = 'social' AND i.key = p.handle
)
SELECT DISTINCT 'account/crm/' || a.account_id AS account, a.name, 'country/' || c.code AS country, 'scheme:risk-list/fatf-' || l.list AS list
FROM crm.account a
LEFT JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id
JOIN written w ON w.party = coalesce(i.party, 'party/crm/' || a.account_id)
JOIN truth.country c ON c.written = w.country
JOIN listed l ON l.code = c.code
