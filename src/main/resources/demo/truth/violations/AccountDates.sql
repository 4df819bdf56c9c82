SELECT 'crm' AS source, 'account' AS type, CAST(account_id AS VARCHAR) AS key
FROM crm.account
WHERE updated_at < created_at
