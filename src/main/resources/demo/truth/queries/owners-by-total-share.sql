SELECT e.party AS entity, o.party AS owner, SUM(CAST(coalesce(t."shareExact", t."shareMinimum") AS DECIMAL(18, 6))) AS share,
  COUNT(*) AS statements
FROM kyc.statement t
JOIN truth.identity e ON e.source = 'kyc' AND e.key = t."subjectId"
JOIN truth.identity o ON o.source = 'kyc' AND o.key = t."interestedPartyId"
WHERE t."interestType" = 'shareholding' AND t."directOrIndirect" = 'direct'
  AND coalesce(t."shareExact", t."shareMinimum") IS NOT NULL
  AND CAST(t."validFrom" AS DATE) <= DATE '2026-06-30' AND (t."validTo" IS NULL OR CAST(t."validTo" AS DATE) > DATE '2026-06-30')
GROUP BY e.party, o.party
HAVING SUM(CAST(coalesce(t."shareExact", t."shareMinimum") AS DECIMAL(18, 6))) >= 25
