WITH RECURSIVE links AS (
  SELECT DISTINCT e.party AS entity, o.party AS owner
  FROM kyc.statement t
  JOIN truth.identity e ON e.source = 'kyc' AND e.key = t."subjectId"
  JOIN truth.identity o ON o.source = 'kyc' AND o.key = t."interestedPartyId"
), vendors AS (
  SELECT DISTINCT party FROM truth.identity WHERE source = 'vendor'
), up AS (
  SELECT party AS vendor, party FROM vendors
  UNION
  SELECT up.vendor, l.owner FROM up JOIN links l ON l.entity = up.party
)
SELECT DISTINCT up.vendor, up.party, 'hit/kyc/' || s."runId" || '/' || h.key AS hit
FROM up
JOIN truth.identity i ON i.source = 'kyc' AND i.party = up.party
JOIN kyc.screening s ON s."subjectId" = i.key, json_each(s.hits) h
WHERE h.value ->> '$.disposition' IN ('open', 'confirmed')
