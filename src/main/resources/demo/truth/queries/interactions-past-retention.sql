SELECT 'interaction/crm/' || interaction_id AS interaction, occurred_at AS "occurredAt"
FROM crm.interaction WHERE CAST(occurred_at AS DATE) < DATE '2026-06-30' - INTERVAL 24 MONTH
UNION
SELECT 'message/mail/' || message_id, sent_at
FROM mail.message WHERE CAST(sent_at AS DATE) < DATE '2026-06-30' - INTERVAL 24 MONTH
