SELECT 'kyc' AS source, 'document' AS type, CAST(d."documentId" AS VARCHAR) AS key
FROM kyc.document d
WHERE d.type IN ('passport', 'id-card', 'driving-licence') AND TRY_CAST(d."expiresOn" AS DATE) < DATE '2026-06-30'
  AND d."subjectId" IN (SELECT "subjectId" FROM kyc."case" WHERE status IN ('open', 'approved'))
