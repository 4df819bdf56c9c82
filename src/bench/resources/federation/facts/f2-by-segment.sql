-- crm
SELECT segment, avg(amount), min(amount), max(amount) FROM opportunities o JOIN accounts a ON a.id = o.account_id GROUP BY segment
