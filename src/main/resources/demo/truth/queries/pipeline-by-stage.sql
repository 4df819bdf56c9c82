-- Amounts without a currency cannot be added.
SELECT 'scheme:pipeline-stage/' || stage AS stage, 'territory/crm/' || territory_id AS territory, 'currency/' || currency AS currency,
  count(*) AS opportunities, sum(amount) AS total
FROM crm.opportunity
WHERE stage NOT LIKE 'closed-%' AND currency IS NOT NULL AND amount IS NOT NULL AND territory_id IS NOT NULL
GROUP BY ALL
