SELECT 'kyc' AS source, 'party' AS type, CAST("subjectId" AS VARCHAR) AS key
FROM kyc.statement
WHERE "interestType" = 'shareholding' AND "directOrIndirect" = 'direct'
  AND TRY_CAST("validFrom" AS DATE) <= DATE '2026-06-30' AND ("validTo" IS NULL OR TRY_CAST("validTo" AS DATE) > DATE '2026-06-30')
GROUP BY "subjectId"
HAVING sum(CAST(coalesce("shareExact", "shareMinimum") AS DECIMAL(18, 6))) > 100
