SELECT DISTINCT 'opportunity/crm/' || o.opportunity_id AS opportunity, 'campaign/crm/' || c.campaign_id AS campaign
FROM crm.opportunity o
JOIN crm.stage_history h ON h.opportunity_id = o.opportunity_id AND h.stage LIKE 'closed-%'
JOIN crm.opportunity_contact p ON p.opportunity_id = o.opportunity_id
JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(p.contact_id AS VARCHAR)
JOIN truth.identity j ON j.source = 'crm' AND j.type = 'contact' AND j.party = i.party
JOIN crm.campaign_member m ON CAST(m.contact_id AS VARCHAR) = j.key
JOIN crm.campaign c ON c.campaign_id = m.campaign_id
WHERE o.stage = 'closed-won' AND c.starts_on <= h.entered_on
