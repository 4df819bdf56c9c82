-- crm id
SELECT title, amount FROM opportunities WHERE account_id = ?
