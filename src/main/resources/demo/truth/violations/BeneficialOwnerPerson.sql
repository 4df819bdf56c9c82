SELECT 'kyc' AS source, 'statement' AS type, CAST(t."statementId" AS VARCHAR) AS key
FROM kyc.statement t
WHERE CAST(t."beneficialOwnership" AS BOOLEAN) AND t."interestedPartyId" IS NOT NULL
  AND t."interestedPartyId" NOT IN (SELECT "subjectId" FROM kyc.subject WHERE kind = 'person')
