WITH subjects AS (
  SELECT i.party, s.* FROM kyc.subject s JOIN truth.identity i ON i.source = 'kyc' AND i.key = s."subjectId"
), companies AS (
  SELECT i.party FROM crm.account a JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id WHERE a.kind = 'organization'
  UNION SELECT party FROM subjects WHERE kind <> 'person'
  UNION SELECT party FROM truth.identity WHERE source IN ('vendor', 'registry')
  UNION SELECT i.party FROM billing.customer c JOIN truth.identity i ON i.source = 'billing' AND i.key = c.customer_no WHERE c.kind = 'organization'
), cases AS (
  SELECT s.party, c.* FROM kyc."case" c JOIN subjects s ON s."subjectId" = c."subjectId" WHERE c.status = 'open'
), screened AS (
  SELECT s.party, r.hits FROM kyc.screening r JOIN subjects s ON s."subjectId" = r."subjectId"
), gaps AS (
  SELECT party, "caseId", 'identity is not verified' AS unmet FROM cases WHERE "identityVerifiedOn" IS NULL
  UNION SELECT party, "caseId", 'purpose of the relationship is not known' FROM cases WHERE purpose IS NULL
  UNION SELECT party, "caseId", 'party was not screened' FROM cases WHERE party NOT IN (SELECT party FROM screened)
  UNION SELECT party, "caseId", 'a screening hit is not decided' FROM cases
  WHERE party IN (SELECT party FROM screened, json_each(hits) h WHERE h.value ->> '$.disposition' = 'open')
  UNION SELECT party, "caseId", 'risk is not rated' FROM cases
  WHERE party NOT IN (SELECT s.party FROM kyc.assessment a JOIN subjects s ON s."subjectId" = a."subjectId"
    WHERE valid_on(CAST(a."validFrom" AS DATE), CAST(a."validTo" AS DATE), DATE '2026-06-30'))
  UNION SELECT party, "caseId", 'source of wealth is not known' FROM cases WHERE level = 'enhanced' AND "sourceOfWealth" IS NULL
  UNION SELECT party, "caseId", 'source of funds is not known' FROM cases WHERE level = 'enhanced' AND "sourceOfFunds" IS NULL
  UNION SELECT party, "caseId", 'senior management has not approved' FROM cases WHERE level = 'enhanced' AND NOT EXISTS (
    SELECT 1 FROM json_each(cases.approvals) a WHERE a.value ->> '$.level' = 'senior-management' AND a.value ->> '$.decision' = 'approved')
  UNION SELECT party, "caseId", 'owners are not stated' FROM cases
  WHERE party IN (FROM companies) AND party NOT IN (SELECT s.party FROM kyc.statement t JOIN subjects s ON s."subjectId" = t."subjectId")
)
SELECT party, 'case/kyc/' || "caseId" AS "case", unmet FROM gaps
