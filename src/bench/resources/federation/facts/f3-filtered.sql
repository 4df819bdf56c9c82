-- crm
SELECT 'http://example.org/country/' || country, count(*) FROM opportunities o JOIN accounts a ON a.id = o.account_id WHERE stage = 'won' AND amount > 1000000 GROUP BY country
