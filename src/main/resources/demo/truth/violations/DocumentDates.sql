SELECT 'kyc' AS source, 'document' AS type, CAST("documentId" AS VARCHAR) AS key
FROM kyc.document
WHERE TRY_CAST("expiresOn" AS DATE) <= TRY_CAST("issuedOn" AS DATE)
