SELECT 'scheme:account-tier/' || a.tier AS tier, count(*) AS won, sum(h.entered_on - o.created_on) AS days
FROM crm.opportunity o
JOIN crm.account a ON a.account_id = o.account_id
JOIN crm.stage_history h ON h.opportunity_id = o.opportunity_id AND h.stage LIKE 'closed-%'
WHERE o.stage = 'closed-won' AND a.tier IS NOT NULL
GROUP BY a.tier
