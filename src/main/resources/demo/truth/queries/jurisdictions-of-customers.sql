SELECT DISTINCT k.party, 'jurisdiction/' || CAST(j.value ->> '$' AS VARCHAR) AS jurisdiction, 'due diligence' AS because
FROM kyc."case" c, json_each(c.jurisdictions) j, truth.identity k
WHERE k.source = 'kyc' AND k.key = c."subjectId"
  AND k.party IN (SELECT party FROM truth.identity WHERE source = 'crm' AND type = 'account')
UNION
SELECT r.party, 'jurisdiction/' || l."Entity.LegalJurisdiction", 'registration'
FROM registry.lei l JOIN truth.identity r ON r.source = 'registry' AND r.key = l."LEI"
WHERE l."Entity.LegalJurisdiction" IS NOT NULL
  AND r.party IN (SELECT party FROM truth.identity WHERE source = 'crm' AND type = 'account')
