SELECT DISTINCT 'crm' AS source, 'consent' AS type, CAST(g.consent_id AS VARCHAR) AS key
FROM crm.consent g
JOIN crm.consent w ON w.contact_id = g.contact_id AND w.purpose = g.purpose AND w.channel = g.channel
WHERE g.status = 'given' AND w.status IN ('withdrawn', 'refused')
  AND w.valid_from < coalesce(g.valid_to, DATE '9999-12-31') AND g.valid_from < coalesce(w.valid_to, DATE '9999-12-31')
