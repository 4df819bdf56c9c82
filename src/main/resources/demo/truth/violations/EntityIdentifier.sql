SELECT 'kyc' AS source, 'party' AS type, CAST("subjectId" AS VARCHAR) AS key
FROM kyc.subject
WHERE kind = 'organization' AND "subjectId" IN (SELECT "subjectId" FROM kyc."case" UNION SELECT "subjectId" FROM kyc.document UNION SELECT "subjectId" FROM kyc.assessment)
  AND "registrationNumber" IS NULL AND "taxId" IS NULL AND lei IS NULL
