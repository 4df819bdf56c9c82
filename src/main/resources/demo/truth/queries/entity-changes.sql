WITH ended AS (
  SELECT i.party, 'dissolution' AS kind, a.dissolved_on AS day
  FROM crm.account a JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id
  WHERE a.kind = 'organization'
  UNION
  SELECT i.party, CASE l."Entity.EntityExpirationReason" WHEN 'DISSOLVED' THEN 'dissolution' ELSE 'corporate-action' END,
    CAST(left(l."Entity.EntityExpirationDate", 10) AS DATE)
  FROM registry.lei l JOIN truth.identity i ON i.source = 'registry' AND i.key = l."LEI"
), hit AS (
  SELECT i.party, 'opportunity/crm/' || o.opportunity_id AS opportunity
  FROM crm.opportunity o JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = o.account_id
  WHERE o.stage NOT LIKE 'closed-%'
)
SELECT DISTINCT e.party AS entity, 'scheme:legal-entity-event-kind/' || e.kind AS kind, e.day, h.opportunity
FROM ended e LEFT JOIN hit h ON h.party = e.party
WHERE e.day BETWEEN DATE '2025-06-30' AND DATE '2026-06-30'
