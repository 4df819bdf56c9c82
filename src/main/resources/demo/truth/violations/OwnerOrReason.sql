SELECT 'kyc' AS source, 'ownership' AS type, CAST("statementId" AS VARCHAR) AS key
FROM kyc.statement
WHERE "interestedPartyId" IS NULL AND "unknownReason" IS NULL
