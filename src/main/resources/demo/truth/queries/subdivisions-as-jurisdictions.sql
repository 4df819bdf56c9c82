SELECT 'jurisdiction/' || l."Entity.LegalJurisdiction" AS jurisdiction, 'subdivision/' || l."Entity.LegalJurisdiction" AS subdivision,
  count(DISTINCT r.party) AS customers
FROM registry.lei l JOIN truth.identity r ON r.source = 'registry' AND r.key = l."LEI"
WHERE l."Entity.LegalJurisdiction" LIKE 'US-%'
  AND r.party IN (SELECT party FROM truth.identity WHERE source = 'crm' AND type = 'account')
GROUP BY l."Entity.LegalJurisdiction"
