SELECT 'crm' AS source, 'party' AS type, CAST(account_id AS VARCHAR) AS key FROM crm.account WHERE NOT regexp_full_match(phone, '\+[1-9]( ?[0-9]){6,14}')
UNION
SELECT 'crm' AS source, 'party' AS type, CAST(account_id AS VARCHAR) AS key FROM crm.private_customer WHERE NOT regexp_full_match(mobile, '\+[1-9]( ?[0-9]){6,14}')
UNION
SELECT 'crm' AS source, 'person' AS type, CAST(contact_id AS VARCHAR) AS key FROM crm.contact WHERE NOT regexp_full_match(phone, '\+[1-9]( ?[0-9]){6,14}')
UNION
SELECT 'crm' AS source, 'person' AS type, CAST(contact_id AS VARCHAR) AS key FROM crm.contact WHERE NOT regexp_full_match(mobile, '\+[1-9]( ?[0-9]){6,14}')
UNION
SELECT 'vendor' AS source, 'party' AS type, CAST(supplier_no AS VARCHAR) AS key FROM vendor.supplier WHERE NOT regexp_full_match(phone, '\+[1-9]( ?[0-9]){6,14}')
UNION
SELECT 'billing' AS source, 'party' AS type, CAST(customer_no AS VARCHAR) AS key FROM billing.customer WHERE NOT regexp_full_match(phone, '\+[1-9]( ?[0-9]){6,14}')
UNION
SELECT 'helpdesk' AS source, 'person' AS type, CAST("requesterId" AS VARCHAR) AS key FROM helpdesk.requester WHERE NOT regexp_full_match(phone, '\+[1-9]( ?[0-9]){6,14}')
