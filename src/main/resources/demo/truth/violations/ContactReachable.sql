SELECT 'crm' AS source, 'person' AS type, CAST(contact_id AS VARCHAR) AS key
FROM crm.contact
WHERE preferred_channel IS NOT NULL AND email IS NULL AND phone IS NULL AND mobile IS NULL
