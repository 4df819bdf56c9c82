-- crm id
SELECT name FROM accounts WHERE id = ?
