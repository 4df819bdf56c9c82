SELECT 'scheme:priority/' || priority AS priority, 'scheme:ticket-reason/' || reason AS reason, count(*) AS tickets
FROM helpdesk.ticket
WHERE CAST("solvedAt" AS TIMESTAMP) > CAST("dueAt" AS TIMESTAMP) AND priority IS NOT NULL
GROUP BY priority, reason
