-- register lei
SELECT name FROM companies WHERE lei = ?
