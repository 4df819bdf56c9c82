SELECT i.party, 'assessment/kyc/' || a."assessmentId" AS assessment, 'scheme:risk-rating/' || a.rating AS rating,
  CAST(a.score AS DECIMAL(9, 2)) AS score, 'staff/crm/' || a."overriddenBy" AS "overriddenBy"
FROM kyc.assessment a JOIN truth.identity i ON i.source = 'kyc' AND i.key = a."subjectId"
WHERE CAST(a."validFrom" AS DATE) <= DATE '2026-06-30' AND (a."validTo" IS NULL OR CAST(a."validTo" AS DATE) > DATE '2026-06-30')
