-- crm lei
SELECT name, segment FROM accounts WHERE lei = ?
