SELECT 'crm' AS source, 'party' AS type, CAST(account_id AS VARCHAR) AS key FROM crm.account WHERE kind = 'organization' AND dissolved_on <= incorporated_on
