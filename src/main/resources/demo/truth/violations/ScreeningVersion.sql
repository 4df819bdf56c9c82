SELECT 'kyc' AS source, 'screening' AS type, CAST("runId" AS VARCHAR) AS key
FROM kyc.screening
WHERE "listVersion" IS NULL
