SELECT 'crm' AS source, 'interaction' AS type, CAST(interaction_id AS VARCHAR) AS key
FROM crm.interaction
WHERE account_id IS NULL AND contact_id IS NULL
