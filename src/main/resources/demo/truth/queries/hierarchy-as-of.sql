-- Every account with its parents on two days, before and after the planted acquisition.
SELECT CAST(d.day AS VARCHAR) AS day, p.hierarchy, p.account_id AS account, p.parent_id AS parent
FROM crm.account_parent p, (VALUES (DATE '2024-06-30'), (DATE '2026-06-30')) AS d(day)
WHERE valid_on(p.valid_from, p.valid_to, d.day)
