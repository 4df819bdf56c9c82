-- Open opportunities; amounts without a currency cannot be added.
SELECT stage, territory_id AS territory, currency, count(*) AS opportunities, sum(amount) AS amount
FROM crm.opportunity
WHERE stage NOT LIKE 'closed-%' AND currency IS NOT NULL AND amount IS NOT NULL
GROUP BY stage, territory_id, currency
