-- Treaties of accession, by the first day of each membership.
SELECT 'country/' || code AS country, code, since
FROM (VALUES
  ('BE', DATE '1958-01-01'), ('DE', DATE '1958-01-01'), ('FR', DATE '1958-01-01'), ('IT', DATE '1958-01-01'), ('LU', DATE '1958-01-01'), ('NL', DATE '1958-01-01'),
  ('DK', DATE '1973-01-01'), ('IE', DATE '1973-01-01'), ('GR', DATE '1981-01-01'), ('ES', DATE '1986-01-01'), ('PT', DATE '1986-01-01'),
  ('AT', DATE '1995-01-01'), ('FI', DATE '1995-01-01'), ('SE', DATE '1995-01-01'),
  ('CY', DATE '2004-05-01'), ('CZ', DATE '2004-05-01'), ('EE', DATE '2004-05-01'), ('HU', DATE '2004-05-01'), ('LT', DATE '2004-05-01'),
  ('LV', DATE '2004-05-01'), ('MT', DATE '2004-05-01'), ('PL', DATE '2004-05-01'), ('SI', DATE '2004-05-01'), ('SK', DATE '2004-05-01'),
  ('BG', DATE '2007-01-01'), ('RO', DATE '2007-01-01'), ('HR', DATE '2013-07-01')
) AS members (code, since)
