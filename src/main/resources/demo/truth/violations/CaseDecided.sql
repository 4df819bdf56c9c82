SELECT 'kyc' AS source, 'case' AS type, CAST("caseId" AS VARCHAR) AS key
FROM kyc."case"
WHERE status IN ('approved', 'rejected') AND "decidedOn" IS NULL
