SELECT DISTINCT 'opportunity/crm/' || o.opportunity_id AS opportunity, f.party AS influencer, t.party AS contact, l.strength,
  'scheme:evidence-basis/' || l.basis AS basis
FROM crm.opportunity o
JOIN crm.opportunity_contact p ON p.opportunity_id = o.opportunity_id
JOIN truth.identity t ON t.source = 'crm' AND t.type = 'contact' AND t.key = CAST(p.contact_id AS VARCHAR)
JOIN truth.identity x ON x.source = 'crm' AND x.type = 'contact' AND x.party = t.party
JOIN crm.contact_link l ON CAST(l.to_contact_id AS VARCHAR) = x.key
JOIN truth.identity f ON f.source = 'crm' AND f.type = 'contact' AND f.key = CAST(l.from_contact_id AS VARCHAR)
WHERE o.stage NOT IN ('closed-won', 'closed-lost') AND l.kind = 'influences' AND l.strength IS NOT NULL AND l.valid_from <= DATE '2026-06-30' AND (l.valid_to IS NULL OR l.valid_to > DATE '2026-06-30')
