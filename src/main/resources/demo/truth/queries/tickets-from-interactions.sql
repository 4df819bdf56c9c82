SELECT 'interaction/crm/' || t."crmInteraction" AS interaction, 'ticket/helpdesk/' || t."ticketId" AS ticket,
  'team/crm/' || CAST(a.value ->> '$.team' AS VARCHAR) AS team, CAST(a.value ->> '$.from' AS TIMESTAMP) AS since
FROM helpdesk.ticket t
LEFT JOIN LATERAL (SELECT value FROM json_each(t.assignments)) a ON a.value ->> '$.team' IS NOT NULL AND a.value ->> '$.from' IS NOT NULL
WHERE t."crmInteraction" IS NOT NULL
