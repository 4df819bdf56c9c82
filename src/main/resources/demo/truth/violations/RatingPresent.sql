SELECT 'kyc' AS source, 'case' AS type, CAST("caseId" AS VARCHAR) AS key
FROM kyc."case"
WHERE status = 'approved' AND "subjectId" NOT IN (
  SELECT "subjectId" FROM kyc.assessment
  WHERE TRY_CAST("validFrom" AS DATE) <= DATE '2026-06-30' AND ("validTo" IS NULL OR TRY_CAST("validTo" AS DATE) > DATE '2026-06-30'))
