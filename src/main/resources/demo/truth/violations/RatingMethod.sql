SELECT 'kyc' AS source, 'assessment' AS type, CAST("assessmentId" AS VARCHAR) AS key
FROM kyc.assessment
WHERE method IS NULL OR TRY_CAST("assessedOn" AS DATE) IS NULL
