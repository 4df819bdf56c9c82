SELECT DISTINCT 'account/crm/' || i.key AS account, f.party AS person, t.party AS company, r.role AS position
FROM kyc.relation r
JOIN truth.identity f ON f.source = 'kyc' AND f.key = r."fromId"
JOIN truth.identity t ON t.source = 'kyc' AND t.key = r."toId"
JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.party = f.party
WHERE r.kind = 'director' AND CAST(r."validFrom" AS DATE) <= DATE '2026-06-30' AND (r."validTo" IS NULL OR CAST(r."validTo" AS DATE) > DATE '2026-06-30')
