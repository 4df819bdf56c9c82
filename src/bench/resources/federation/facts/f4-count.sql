-- vendor
SELECT count(*) FROM invoices
