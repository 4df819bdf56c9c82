SELECT 'helpdesk' AS source, 'ticket' AS type, CAST("ticketId" AS VARCHAR) AS key
FROM helpdesk.ticket
WHERE TRY_CAST("respondedAt" AS TIMESTAMP) < TRY_CAST("openedAt" AS TIMESTAMP)
  OR TRY_CAST("solvedAt" AS TIMESTAMP) < TRY_CAST("openedAt" AS TIMESTAMP)
