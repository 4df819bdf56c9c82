SELECT 'crm' AS source, 'party' AS type, CAST(account_id AS VARCHAR) AS key FROM crm.private_customer WHERE NOT regexp_full_match(email, '[^@\s]+@[^@\s]+\.[^@\s]+')
UNION
SELECT 'crm' AS source, 'person' AS type, CAST(contact_id AS VARCHAR) AS key FROM crm.contact WHERE NOT regexp_full_match(email, '[^@\s]+@[^@\s]+\.[^@\s]+')
UNION
SELECT 'crm' AS source, 'staff' AS type, CAST(user_id AS VARCHAR) AS key FROM crm.app_user WHERE NOT regexp_full_match(email, '[^@\s]+@[^@\s]+\.[^@\s]+')
UNION
SELECT 'kyc' AS source, 'party' AS type, CAST("subjectId" AS VARCHAR) AS key FROM kyc.subject WHERE NOT regexp_full_match(email, '[^@\s]+@[^@\s]+\.[^@\s]+')
UNION
SELECT 'vendor' AS source, 'party' AS type, CAST(supplier_no AS VARCHAR) AS key FROM vendor.supplier WHERE NOT regexp_full_match(email, '[^@\s]+@[^@\s]+\.[^@\s]+')
UNION
SELECT 'billing' AS source, 'party' AS type, CAST(customer_no AS VARCHAR) AS key FROM billing.customer WHERE NOT regexp_full_match(email, '[^@\s]+@[^@\s]+\.[^@\s]+')
UNION
SELECT 'helpdesk' AS source, 'person' AS type, CAST("requesterId" AS VARCHAR) AS key FROM helpdesk.requester WHERE NOT regexp_full_match(email, '[^@\s]+@[^@\s]+\.[^@\s]+')
UNION
SELECT 'mail' AS source, 'person' AS type, CAST(address AS VARCHAR) AS key FROM mail.mailbox WHERE NOT is_internal AND NOT regexp_full_match(address, '[^@\s]+@[^@\s]+\.[^@\s]+')
UNION
SELECT 'mail' AS source, 'staff' AS type, CAST(address AS VARCHAR) AS key FROM mail.mailbox WHERE is_internal AND NOT regexp_full_match(address, '[^@\s]+@[^@\s]+\.[^@\s]+')
