-- Until the end of the day on which it is due, an open ticket has not missed its time.
SELECT 'helpdesk' AS source, 'ticket' AS type, CAST("ticketId" AS VARCHAR) AS key
FROM helpdesk.ticket
WHERE TRY_CAST("solvedAt" AS TIMESTAMP) > TRY_CAST("dueAt" AS TIMESTAMP)
  OR ("solvedAt" IS NULL AND CAST(TRY_CAST("dueAt" AS TIMESTAMP) AS DATE) < DATE '2026-06-30')
