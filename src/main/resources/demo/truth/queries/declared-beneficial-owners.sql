SELECT DISTINCT e.party AS entity, o.party AS owner, CAST(coalesce(t."shareExact", t."shareMinimum") AS DECIMAL(18, 6)) AS share,
  'statement/kyc/' || t."statementId" AS statement
FROM kyc.statement t
JOIN truth.identity e ON e.source = 'kyc' AND e.key = t."subjectId"
JOIN truth.identity o ON o.source = 'kyc' AND o.key = t."interestedPartyId"
WHERE CAST(t."beneficialOwnership" AS BOOLEAN) AND CAST(coalesce(t."shareExact", t."shareMinimum") AS DECIMAL(18, 6)) >= 25
  AND CAST(t."validFrom" AS DATE) <= DATE '2026-06-30' AND (t."validTo" IS NULL OR CAST(t."validTo" AS DATE) > DATE '2026-06-30')
