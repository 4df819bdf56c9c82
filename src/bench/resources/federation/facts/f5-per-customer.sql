-- billing
SELECT 'http://example.org/billing/customer/' || customer_no, count(*), sum(amount) FROM bills WHERE status = 'overdue' GROUP BY customer_no
