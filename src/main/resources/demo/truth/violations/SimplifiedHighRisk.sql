SELECT 'kyc' AS source, 'case' AS type, CAST(c."caseId" AS VARCHAR) AS key
FROM kyc."case" c
WHERE c.level = 'simplified' AND c.status IN ('open', 'approved') AND EXISTS (
  SELECT 1 FROM kyc.assessment a
  WHERE a."subjectId" = c."subjectId" AND a.rating IN ('high', 'prohibited')
    AND TRY_CAST(a."validFrom" AS DATE) <= DATE '2026-06-30' AND (a."validTo" IS NULL OR TRY_CAST(a."validTo" AS DATE) > DATE '2026-06-30'))
