SELECT i.party AS person, 'document/kyc/' || d."documentId" AS document, d.type, d.number, TRY_CAST(d."expiresOn" AS DATE) AS "expiresOn"
FROM kyc.document d
JOIN truth.identity i ON i.source = 'kyc' AND i.key = d."subjectId"
WHERE d.type IN ('passport', 'id-card', 'driving-licence')
