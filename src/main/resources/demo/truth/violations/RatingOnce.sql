SELECT 'kyc' AS source, 'party' AS type, CAST("subjectId" AS VARCHAR) AS key
FROM kyc.assessment
WHERE TRY_CAST("validFrom" AS DATE) <= DATE '2026-06-30' AND ("validTo" IS NULL OR TRY_CAST("validTo" AS DATE) > DATE '2026-06-30')
GROUP BY "subjectId"
HAVING count(*) > 1
