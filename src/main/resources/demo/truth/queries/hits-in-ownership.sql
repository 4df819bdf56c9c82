WITH RECURSIVE links AS (
  SELECT DISTINCT e.party AS entity, o.party AS owner
  FROM kyc.statement t
  JOIN truth.identity e ON e.source = 'kyc' AND e.key = t."subjectId"
  JOIN truth.identity o ON o.source = 'kyc' AND o.key = t."interestedPartyId"
), up AS (
  SELECT entity, owner FROM links
  UNION
  SELECT l.entity, u.owner FROM up u JOIN links l ON l.owner = u.entity
)
SELECT DISTINCT up.entity, up.owner, 'hit/kyc/' || s."runId" || '/' || h.key AS hit,
  'scheme:disposition/' || CAST(h.value ->> '$.disposition' AS VARCHAR) AS disposition
FROM up
JOIN truth.identity i ON i.source = 'kyc' AND i.party = up.owner
JOIN kyc.screening s ON s."subjectId" = i.key, json_each(s.hits) h
WHERE h.value ->> '$.disposition' IN ('open', 'confirmed')
