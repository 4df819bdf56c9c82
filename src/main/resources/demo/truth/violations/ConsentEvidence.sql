SELECT 'crm' AS source, 'consent' AS type, CAST(consent_id AS VARCHAR) AS key
FROM crm.consent
WHERE status = 'given' AND legal_basis = 'consent' AND evidence IS NULL
