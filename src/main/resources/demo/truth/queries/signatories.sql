SELECT t.party AS organization, f.party AS person, CAST(r."signingLimit" AS DECIMAL(18, 2)) AS "limit",
  CASE WHEN r."signingLimit" IS NOT NULL THEN 'currency/' || r.currency END AS currency, 'relation/kyc/' || r."relationId" AS authority
FROM kyc.relation r
JOIN truth.identity f ON f.source = 'kyc' AND f.key = r."fromId"
JOIN truth.identity t ON t.source = 'kyc' AND t.key = r."toId"
WHERE r.kind = 'signatory' AND CAST(r."validFrom" AS DATE) <= DATE '2026-06-30' AND (r."validTo" IS NULL OR CAST(r."validTo" AS DATE) > DATE '2026-06-30')
