SELECT 'account/crm/' || a.account_id AS account, a.name, count(*) AS opportunities
FROM crm.opportunity o JOIN crm.account a ON a.account_id = o.account_id
WHERE o.stage NOT IN ('closed-won', 'closed-lost') AND NOT EXISTS (
  SELECT 1 FROM crm.interaction t
  WHERE t.account_id = a.account_id AND CAST(t.occurred_at AS DATE) > DATE '2026-06-30' - 90 AND CAST(t.occurred_at AS DATE) <= DATE '2026-06-30')
GROUP BY a.account_id, a.name
