SELECT 'crm' AS source, 'party' AS type, CAST(account_id AS VARCHAR) AS key FROM crm.account WHERE kind = 'organization' AND employee_count < 0
