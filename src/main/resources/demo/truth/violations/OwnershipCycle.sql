WITH RECURSIVE up(entity, owner, depth) AS (
  SELECT "subjectId", "interestedPartyId", 1 FROM kyc.statement WHERE "interestedPartyId" IS NOT NULL
  UNION
  SELECT u.entity, t."interestedPartyId", u.depth + 1
  FROM up u JOIN kyc.statement t ON t."subjectId" = u.owner
  WHERE t."interestedPartyId" IS NOT NULL AND u.owner <> u.entity AND u.depth < 40
)
SELECT DISTINCT 'kyc' AS source, 'party' AS type, CAST(entity AS VARCHAR) AS key
FROM up
WHERE owner = entity
