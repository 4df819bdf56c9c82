SELECT DISTINCT 'document/kyc/' || d."documentId" AS document, i.party AS person, CAST(d."expiresOn" AS DATE) AS "expiresOn"
FROM kyc.document d
JOIN truth.identity i ON i.source = 'kyc' AND i.key = d."subjectId"
JOIN truth.identity j ON j.source = 'kyc' AND j.party = i.party
JOIN kyc."case" c ON c."subjectId" = j.key
WHERE d.type IN ('passport', 'id-card', 'driving-licence') AND c.status IN ('open', 'approved')
  AND CAST(d."expiresOn" AS DATE) BETWEEN DATE '2026-06-30' AND DATE '2026-06-30' + 60
