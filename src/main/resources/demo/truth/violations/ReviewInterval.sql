SELECT 'kyc' AS source, 'case' AS type, CAST(c."caseId" AS VARCHAR) AS key
FROM kyc."case" c
WHERE c.status = 'approved'
  AND c."nextReviewOn" > concat(CAST(substr(c."lastReviewedOn", 1, 4) AS INTEGER) + CASE WHEN EXISTS (
    SELECT 1 FROM kyc.assessment a
    WHERE a."subjectId" = c."subjectId" AND a.rating = 'high'
      AND TRY_CAST(a."validFrom" AS DATE) <= DATE '2026-06-30' AND (a."validTo" IS NULL OR TRY_CAST(a."validTo" AS DATE) > DATE '2026-06-30')
  ) THEN 1 ELSE 5 END, substr(c."lastReviewedOn", 5))
