SELECT 'kyc' AS source, 'case' AS type, CAST(c."caseId" AS VARCHAR) AS key
FROM kyc."case" c
WHERE c.status = 'approved' AND EXISTS (
  SELECT 1 FROM kyc.screening s, json_each(s.hits) h
  WHERE s."subjectId" = c."subjectId" AND h.value ->> '$.disposition' = 'open')
