SELECT 'scheme:ticket-reason/' || reason AS reason, count(*) AS tickets,
  sum(date_diff('minute', CAST("openedAt" AS TIMESTAMP), CAST("solvedAt" AS TIMESTAMP))) AS minutes
FROM helpdesk.ticket
WHERE "solvedAt" IS NOT NULL
GROUP BY reason
