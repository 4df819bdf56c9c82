SELECT 'kyc' AS source, 'party' AS type, CAST("subjectId" AS VARCHAR) AS key
FROM kyc.subject
WHERE kind = 'person' AND "subjectId" IN (SELECT "subjectId" FROM kyc."case" UNION SELECT "subjectId" FROM kyc.document UNION SELECT "subjectId" FROM kyc.assessment)
  AND ("birthDate" IS NULL OR "birthPlace" IS NULL OR coalesce(json_array_length(nationalities), 0) = 0)
