-- Effective ownership on the day of the data, in percent: shares multiplied along each path, added over paths.
-- Exact direct shares only; statements that are components of another are not counted again. A cross-holding is
-- a geometric series: 60 rounds are far beyond its last digit shown.
WITH RECURSIVE direct AS (
  SELECT "interestedPartyId" AS owner, "subjectId" AS entity, sum(TRY_CAST("shareExact" AS DOUBLE)) / 100 AS share
  FROM kyc.statement
  WHERE "interestType" = 'shareholding' AND "directOrIndirect" = 'direct' AND "isComponent" = 'false'
    AND "interestedPartyId" IS NOT NULL AND TRY_CAST("shareExact" AS DOUBLE) BETWEEN 0 AND 100
    AND valid_on(CAST("validFrom" AS DATE), CAST("validTo" AS DATE), DATE '2026-06-30')
  GROUP BY ALL
),
paths AS (
  SELECT owner, entity, share, 1 AS length FROM direct
  UNION ALL
  SELECT p.owner, d.entity, sum(p.share * d.share), p.length + 1
  FROM paths p JOIN direct d ON d.owner = p.entity
  WHERE p.length < 60 AND p.share > 1e-12
  GROUP BY p.owner, d.entity, p.length
)
SELECT owner, entity, round(sum(share) * 100, 4) AS percent
FROM paths
WHERE owner IN (SELECT "subjectId" FROM kyc.subject WHERE kind = 'person')
GROUP BY owner, entity
