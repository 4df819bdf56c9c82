-- crm lei
SELECT title, amount FROM opportunities o JOIN accounts a ON a.id = o.account_id WHERE lei = ?
