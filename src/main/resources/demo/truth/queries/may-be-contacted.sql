WITH answer AS (
  SELECT i.party, c.purpose, c.channel, c.status FROM crm.consent c
  JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(c.contact_id AS VARCHAR)
  WHERE c.valid_from <= DATE '2026-06-30' AND (c.valid_to IS NULL OR c.valid_to > DATE '2026-06-30')
)
SELECT DISTINCT 'campaign/crm/' || c.campaign_id AS campaign, i.party AS person
FROM crm.campaign c
JOIN crm.campaign_member m ON m.campaign_id = c.campaign_id
JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(m.contact_id AS VARCHAR)
WHERE EXISTS (SELECT 1 FROM answer a WHERE a.party = i.party AND a.purpose = c.purpose AND a.channel = c.channel AND a.status = 'given')
  AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.party = i.party AND a.purpose = c.purpose AND a.channel = c.channel AND a.status IN ('withdrawn', 'refused'))
