SELECT 'kyc' AS source, 'case' AS type, CAST("caseId" AS VARCHAR) AS key
FROM kyc."case"
WHERE level <> 'simplified' AND TRY_CAST("identityVerifiedOn" AS DATE) > TRY_CAST("relationshipStart" AS DATE)
