# One line a fault: its name, and a query on the truth's database that counts the rows which have it.
organization-name-missing SELECT count(*) FROM crm.account WHERE kind = 'organization' AND name IS NULL
person-name-missing SELECT count(*) FROM crm.contact WHERE full_name IS NULL AND family_name IS NULL
country-missing SELECT count(*) FROM crm.account WHERE kind = 'organization' AND country IS NULL
lei-form SELECT count(*) FROM crm.account WHERE NOT lei_form(lei)
lei-check-digits SELECT count(*) FROM (SELECT lei FROM crm.account UNION ALL SELECT lei FROM kyc.subject) WHERE lei_form(lei) AND NOT lei_valid(lei)
country-unknown SELECT count(*) FROM (SELECT country FROM crm.account UNION ALL SELECT country FROM helpdesk.requester) WHERE country IN ('Ruritania', 'Atlantis', 'Freedonia', 'Zubrowka', 'unknown', 'n/a', 'XX', 'Elbonia', 'Neverland', '-', 'see notes', 'Borduria')
email-form SELECT count(*) FROM crm.contact WHERE NOT regexp_full_match(email, '[^@ ]+@[^@ ]+')
phone-form SELECT count(*) FROM crm.account WHERE phone NOT LIKE '+%'
opportunity-without-account SELECT count(*) FROM crm.opportunity WHERE account_id IS NULL
close-before-creation SELECT count(*) FROM crm.opportunity WHERE close_date < created_on
close-date-missing SELECT count(*) FROM crm.opportunity WHERE close_date IS NULL
amount-without-currency SELECT count(*) FROM crm.opportunity WHERE amount IS NOT NULL AND currency IS NULL
stage-dates-reversed SELECT count(*) FROM crm.stage_history WHERE left_on < entered_on
dissolved-with-open-opportunity SELECT count(*) FROM crm.opportunity o JOIN crm.account a ON a.account_id = o.account_id WHERE a.legal_status = 'dissolved' AND o.stage NOT LIKE 'closed-%'
role-dates-reversed SELECT count(*) FROM crm.contact_role WHERE valid_to < valid_from
reporting-cycle SELECT count(*) FROM crm.contact_link a JOIN crm.contact_link b ON a.from_contact_id = b.to_contact_id AND a.to_contact_id = b.from_contact_id WHERE a.kind = 'reports-to' AND b.kind = 'reports-to'
parent-dates-overlap SELECT count(*) FROM crm.account_parent a JOIN crm.account_parent b ON a.account_id = b.account_id AND a.hierarchy = b.hierarchy AND a.link_id < b.link_id WHERE a.valid_from < coalesce(b.valid_to, DATE '9999-01-01') AND b.valid_from < coalesce(a.valid_to, DATE '9999-01-01')
lead-converted-without-date SELECT count(*) FROM crm.lead WHERE status = 'converted' AND converted_on IS NULL
consent-dates-reversed SELECT count(*) FROM crm.consent WHERE valid_to < valid_from
consent-contradiction SELECT count(*) FROM crm.consent a JOIN crm.consent b ON a.contact_id = b.contact_id AND a.purpose = b.purpose AND a.channel = b.channel AND a.status = 'given' AND b.status = 'refused' AND a.valid_to IS NULL AND b.valid_to IS NULL
birth-date-missing SELECT count(*) FROM kyc.subject WHERE kind = 'person' AND "birthDate" IS NULL
legal-form-missing SELECT count(*) FROM kyc.subject WHERE kind = 'organization' AND "legalForm" IS NULL
share-out-of-range SELECT count(*) FROM kyc.statement WHERE CAST("shareExact" AS DOUBLE) NOT BETWEEN 0 AND 100
share-bounds-reversed SELECT count(*) FROM kyc.statement WHERE CAST("shareMinimum" AS DOUBLE) > CAST("shareMaximum" AS DOUBLE)
share-sum-above-100 SELECT count(*) FROM (SELECT 1 FROM kyc.statement WHERE CAST("shareExact" AS DOUBLE) BETWEEN 0 AND 100 AND "directOrIndirect" = 'direct' GROUP BY "subjectId" HAVING sum(CAST("shareExact" AS DOUBLE)) > 100)
nominee-without-nominator SELECT count(*) FROM kyc.statement WHERE "isNominee" = 'true' AND "nomineeFor" IS NULL
document-expired SELECT count(*) FROM kyc.document WHERE CAST("expiresOn" AS DATE) < DATE '2026-06-30' AND "expiresOn" >= "issuedOn"
document-dates-reversed SELECT count(*) FROM kyc.document WHERE "expiresOn" < "issuedOn"
review-overdue SELECT count(*) FROM kyc."case" WHERE "nextReviewOn" < '2026-06-30'
high-risk-simplified SELECT count(DISTINCT c."caseId") FROM kyc."case" c JOIN kyc.assessment a ON a."subjectId" = c."subjectId" WHERE c.level = 'simplified' AND a.rating = 'high' AND a."validTo" IS NULL
pep-without-approval SELECT count(*) FROM kyc."case" c JOIN kyc.subject s ON s."subjectId" = c."subjectId" WHERE s."pepStatus" IN ('pep', 'family', 'associate') AND c.status <> 'open' AND c.approvals NOT LIKE '%senior-management%'
screening-stale SELECT count(*) FROM kyc.screening WHERE "listVersion" < '2026-06'
hit-without-decision SELECT count(*) FROM kyc.screening s, json_each(s.hits) h WHERE h.value ->> '$.disposition' <> 'open' AND h.value ->> '$.decidedBy' IS NULL
rating-twice SELECT count(*) FROM (SELECT 1 FROM kyc.assessment WHERE "validTo" IS NULL GROUP BY "subjectId" HAVING count(*) > 1)
contract-dates-reversed SELECT count(*) FROM vendor.contract WHERE ends_on < starts_on
exit-plan-missing SELECT count(*) FROM vendor.contract WHERE criticality = 'critical' AND exit_plan = 'N'
supplier-unknown SELECT count(*) FROM vendor.invoice WHERE supplier_no NOT IN (SELECT supplier_no FROM vendor.supplier)
invoice-without-currency SELECT count(*) FROM vendor.invoice WHERE currency IS NULL
registration-lapsed SELECT count(*) FROM registry.lei WHERE "Registration.RegistrationStatus" = 'LAPSED'
consolidation-dates-reversed SELECT count(*) FROM registry.rr WHERE "Relationship.Period.1.endDate" < "Relationship.Period.1.startDate"
priority-missing SELECT count(*) FROM helpdesk.ticket WHERE priority IS NULL
solved-before-opened SELECT count(*) FROM helpdesk.ticket WHERE "solvedAt" < "openedAt"
sla-breached SELECT count(*) FROM helpdesk.ticket WHERE "solvedAt" > "dueAt"
subscription-dates-reversed SELECT count(*) FROM billing.subscription WHERE terminated_on < activated_on
usage-negative SELECT count(*) FROM billing.usage_record WHERE quantity < 0
holding-shares-wrong SELECT count(*) FROM (SELECT 1 FROM billing.account_holding GROUP BY account_no HAVING sum(share) <> 100)
balance-without-currency SELECT count(*) FROM billing.deposit_account WHERE currency IS NULL
