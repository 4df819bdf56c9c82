SELECT i.party AS person, 'scheme:processing-purpose/' || c.purpose AS purpose, 'scheme:channel/' || c.channel AS channel,
  'scheme:consent-status/' || c.status AS status, c.valid_from AS since, 'consent/crm/' || c.consent_id AS consent
FROM crm.consent c
JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(c.contact_id AS VARCHAR)
WHERE c.valid_from <= DATE '2026-06-30' AND (c.valid_to IS NULL OR c.valid_to > DATE '2026-06-30')
