SELECT 'kyc' AS source, 'hit' AS type, s."runId" || '/' || h.key AS key
FROM kyc.screening s, json_each(s.hits) h
WHERE h.value ->> '$.disposition' <> 'open'
  AND (h.value ->> '$.decidedBy' IS NULL OR h.value ->> '$.decidedOn' IS NULL OR h.value ->> '$.reason' IS NULL)
