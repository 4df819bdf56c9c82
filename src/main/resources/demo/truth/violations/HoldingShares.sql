SELECT 'billing' AS source, kind || '-account' AS type, CAST(account_no AS VARCHAR) AS key
FROM billing.account_holding
WHERE share IS NOT NULL AND valid_from <= DATE '2026-06-30' AND (valid_to IS NULL OR valid_to > DATE '2026-06-30')
GROUP BY kind, account_no
HAVING sum(share) <> 100
