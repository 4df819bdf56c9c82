-- crm
SELECT stage, count(*), sum(amount) FROM opportunities GROUP BY stage
