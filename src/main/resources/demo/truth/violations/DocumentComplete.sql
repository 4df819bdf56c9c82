SELECT 'kyc' AS source, 'document' AS type, CAST("documentId" AS VARCHAR) AS key
FROM kyc.document
WHERE type IN ('passport', 'id-card', 'driving-licence')
  AND (number IS NULL OR issuer IS NULL OR TRY_CAST("expiresOn" AS DATE) IS NULL)
