WITH both_sides AS (
  SELECT DISTINCT v.party FROM truth.identity v JOIN truth.identity i ON i.source = 'billing' AND i.party = v.party
  JOIN billing.billing_account b ON b.customer_no = i.key
  WHERE v.source = 'vendor'
), sums AS (
  SELECT i.party, n.currency, n.amount AS owed_to_us, 0 AS owed_by_us
  FROM billing.invoice n JOIN billing.billing_account b ON b.billing_account_no = n.billing_account_no
  JOIN truth.identity i ON i.source = 'billing' AND i.key = b.customer_no
  WHERE n.currency IS NOT NULL AND n.issued_on <= DATE '2026-06-30' AND (n.paid_on IS NULL OR n.paid_on > DATE '2026-06-30')
  UNION ALL
  SELECT v.party, n.currency, 0, CAST(n.amount AS DECIMAL(18, 2))
  FROM vendor.invoice n JOIN truth.identity v ON v.source = 'vendor' AND v.key = n.supplier_no
  WHERE n.currency IS NOT NULL AND CAST(n.issued_on AS DATE) <= DATE '2026-06-30' AND (n.paid_on IS NULL OR CAST(n.paid_on AS DATE) > DATE '2026-06-30')
)
SELECT s.party, 'currency/' || s.currency AS currency, sum(s.owed_to_us) AS "owedToUs", sum(s.owed_by_us) AS "owedByUs"
FROM sums s JOIN both_sides b ON b.party = s.party
GROUP BY s.party, s.currency
