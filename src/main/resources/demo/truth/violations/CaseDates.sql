SELECT 'kyc' AS source, 'case' AS type, CAST("caseId" AS VARCHAR) AS key
FROM kyc."case"
WHERE TRY_CAST("decidedOn" AS DATE) < TRY_CAST("openedOn" AS DATE)
