-- vendor
SELECT s.lei, count(*) FROM invoices i JOIN suppliers s ON s.id = i.supplier_id GROUP BY s.lei HAVING count(*) >= 20
