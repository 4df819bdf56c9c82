SELECT 'helpdesk' AS source, 'ticket' AS type, CAST("ticketId" AS VARCHAR) AS key
FROM helpdesk.ticket
WHERE priority IS NULL
