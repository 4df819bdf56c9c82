SELECT DISTINCT 'crm' AS source, 'interaction' AS type, CAST(i.interaction_id AS VARCHAR) AS key
FROM crm.interaction i
JOIN crm.campaign c ON c.campaign_id = i.campaign_id
JOIN crm.consent w ON w.contact_id = i.contact_id AND w.purpose = c.purpose
WHERE i.direction = 'outbound' AND w.status IN ('withdrawn', 'refused')
  AND w.valid_from <= CAST(i.occurred_at AS DATE)
  AND (w.valid_to IS NULL OR CAST(i.occurred_at AS DATE) < w.valid_to)
