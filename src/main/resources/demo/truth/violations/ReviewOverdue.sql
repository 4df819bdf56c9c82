SELECT 'kyc' AS source, 'case' AS type, CAST("caseId" AS VARCHAR) AS key
FROM kyc."case"
WHERE status = 'approved' AND TRY_CAST("nextReviewOn" AS DATE) < DATE '2026-06-30'
