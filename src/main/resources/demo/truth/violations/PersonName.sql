SELECT 'crm' AS source, 'person' AS type, CAST(contact_id AS VARCHAR) AS key FROM crm.contact WHERE full_name IS NULL AND family_name IS NULL
UNION ALL
SELECT 'crm', 'party', a.account_id
FROM crm.account a LEFT JOIN crm.private_customer p ON p.account_id = a.account_id
WHERE a.kind = 'person' AND a.name IS NULL AND p.family_name IS NULL
UNION ALL
SELECT 'kyc', 'party', "subjectId" FROM kyc.subject WHERE kind = 'person' AND name IS NULL AND "familyName" IS NULL
UNION ALL
SELECT 'billing', 'party', customer_no FROM billing.customer WHERE kind = 'person' AND name IS NULL AND family_name IS NULL
UNION ALL
SELECT 'helpdesk', 'person', "requesterId" FROM helpdesk.requester WHERE name IS NULL
UNION ALL
SELECT 'mail', 'person', address FROM mail.mailbox WHERE NOT is_internal AND display_name IS NULL
UNION ALL
SELECT 'social', 'person', handle FROM social.profile WHERE display_name IS NULL
