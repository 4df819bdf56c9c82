SELECT 'hit/kyc/' || s."runId" || '/' || h.key AS hit, i.party, e."entryId" AS entry,
  CAST(h.value ->> '$.matchedName' AS VARCHAR) AS "matchedName", CAST(h.value ->> '$.score' AS DECIMAL(9, 4)) AS score
FROM kyc.screening s
JOIN truth.identity i ON i.source = 'kyc' AND i.key = s."subjectId", json_each(s.hits) h
JOIN kyc."listEntry" e ON e."entryId" = h.value ->> '$.entryId'
WHERE h.value ->> '$.disposition' = 'open'
