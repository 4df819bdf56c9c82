SELECT 'kyc' AS source, 'case' AS type, CAST(c."caseId" AS VARCHAR) AS key
FROM kyc."case" c JOIN kyc.subject s ON s."subjectId" = c."subjectId"
WHERE c.status = 'approved' AND s."pepStatus" IN ('pep', 'family', 'associate') AND NOT EXISTS (
  SELECT 1 FROM json_each(c.approvals) a
  WHERE a.value ->> '$.level' = 'senior-management' AND a.value ->> '$.decision' = 'approved')
