SELECT 'crm' AS source, 'party' AS type, CAST(account_id AS VARCHAR) AS key FROM crm.private_customer WHERE birth_date < DATE '1900-01-01' OR birth_date > DATE '2026-06-30'
UNION
SELECT 'crm' AS source, 'person' AS type, CAST(contact_id AS VARCHAR) AS key FROM crm.contact WHERE birth_date < DATE '1900-01-01' OR birth_date > DATE '2026-06-30'
UNION
SELECT 'billing' AS source, 'party' AS type, CAST(customer_no AS VARCHAR) AS key FROM (SELECT * FROM billing.customer WHERE kind = 'person') WHERE birth_date < DATE '1900-01-01' OR birth_date > DATE '2026-06-30'
UNION
SELECT 'kyc' AS source, 'party' AS type, CAST("subjectId" AS VARCHAR) AS key FROM kyc.subject WHERE TRY_CAST("birthDate" AS DATE) < DATE '1900-01-01' OR TRY_CAST("birthDate" AS DATE) > DATE '2026-06-30'
