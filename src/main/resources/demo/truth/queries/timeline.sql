WITH events AS (
  SELECT account_id, occurred_at AS "at", 'interaction' AS what, 'interaction/crm/' || interaction_id AS item, channel, subject
  FROM crm.interaction WHERE account_id IS NOT NULL
  UNION ALL
  SELECT "crmAccount", CAST("openedAt" AS TIMESTAMP), 'ticket', 'ticket/helpdesk/' || "ticketId", channel, subject
  FROM helpdesk.ticket WHERE "crmAccount" IS NOT NULL
), chosen AS (
  SELECT account_id FROM events GROUP BY account_id ORDER BY count(*) DESC, account_id LIMIT 1
)
SELECT 'account/crm/' || account_id AS param_account, "at", what, item, 'scheme:channel/' || channel AS channel, subject
FROM events WHERE account_id = (FROM chosen)
