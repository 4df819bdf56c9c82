SELECT 'case/kyc/' || c."caseId" AS "case", i.party, CAST(c."nextReviewOn" AS DATE) AS "nextReviewOn"
FROM kyc."case" c JOIN truth.identity i ON i.source = 'kyc' AND i.key = c."subjectId"
WHERE c.status = 'approved' AND CAST(c."nextReviewOn" AS DATE) <= DATE '2026-06-30' + 30
