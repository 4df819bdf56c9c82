WITH held AS (
  SELECT i.party, s.product_code, s.activated_on, s.terminated_on
  FROM billing.subscription s
  JOIN billing.billing_account b ON b.billing_account_no = s.billing_account_no
  JOIN truth.identity i ON i.source = 'billing' AND i.key = b.customer_no
), customers AS (
  SELECT DISTINCT party, product_code FROM held WHERE valid_on(activated_on, terminated_on, DATE '2025-06-30')
), later AS (
  SELECT DISTINCT party, product_code FROM held WHERE valid_on(activated_on, terminated_on, DATE '2026-06-30')
)
SELECT 'product/billing/' || c.product_code AS product, count(*) AS before, count(l.party) AS stayed, 100 * count(l.party) // count(*) AS percent
FROM customers c LEFT JOIN later l ON l.party = c.party AND l.product_code = c.product_code
GROUP BY c.product_code
