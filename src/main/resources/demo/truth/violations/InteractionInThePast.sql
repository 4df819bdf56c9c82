SELECT 'crm' AS source, 'interaction' AS type, CAST(interaction_id AS VARCHAR) AS key
FROM crm.interaction
WHERE CAST(occurred_at AS DATE) > DATE '2026-06-30'
UNION
SELECT 'mail' AS source, 'message' AS type, CAST(message_id AS VARCHAR) AS key
FROM mail.message
WHERE CAST(sent_at AS DATE) > DATE '2026-06-30'
