WITH covered AS (
  SELECT DISTINCT territory_id AS territory, c.code
  FROM crm.territory_country t JOIN truth.country c ON c.written = t.country
  WHERE valid_on(t.valid_from, t.valid_to, DATE '2026-06-30')
)
SELECT 'country/' || a.code AS country, 'territory/crm/' || a.territory AS territory, 'territory/crm/' || b.territory AS other
FROM covered a JOIN covered b ON b.code = a.code AND a.territory < b.territory
