WITH quarter AS (
  SELECT DISTINCT period, make_date(CAST(substr(period, 1, 4) AS INTEGER), CAST(substr(period, 7, 1) AS INTEGER) * 3 - 2, 1) AS first_day
  FROM crm.forecast
)
SELECT 'forecast/crm/' || f.forecast_id AS snapshot, f.period, 'scheme:forecast-category/' || f.category AS category,
  'territory/crm/' || f.territory_id AS territory, f.amount AS forecast,
  coalesce((
    SELECT sum(o.amount) FROM crm.opportunity o
    JOIN crm.stage_history h ON h.opportunity_id = o.opportunity_id AND h.stage LIKE 'closed-%'
    WHERE o.stage = 'closed-won' AND o.territory_id = f.territory_id AND o.currency = f.currency
      AND h.entered_on >= q.first_day AND h.entered_on < q.first_day + INTERVAL 3 MONTH), 0) AS won
FROM crm.forecast f JOIN quarter q ON q.period = f.period
WHERE f.currency IS NOT NULL
