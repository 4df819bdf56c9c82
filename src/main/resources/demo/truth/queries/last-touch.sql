SELECT 'account/crm/' || a.account_id AS account, a.name, max(t.occurred_at) AS "lastAt"
FROM crm.interaction t JOIN crm.account a ON a.account_id = t.account_id
GROUP BY a.account_id, a.name
