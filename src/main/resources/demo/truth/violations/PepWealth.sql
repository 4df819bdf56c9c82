SELECT 'kyc' AS source, 'case' AS type, CAST(c."caseId" AS VARCHAR) AS key
FROM kyc."case" c JOIN kyc.subject s ON s."subjectId" = c."subjectId"
WHERE c.status = 'approved' AND s."pepStatus" IN ('pep', 'family', 'associate')
  AND (c."sourceOfWealth" IS NULL OR c."sourceOfFunds" IS NULL)
