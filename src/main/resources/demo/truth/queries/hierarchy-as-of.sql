SELECT DISTINCT 'scheme:hierarchy-kind/' || hierarchy AS hierarchy, 'account/crm/' || account_id AS account, 'account/crm/' || parent_id AS parent
FROM crm.account_parent
WHERE valid_from <= DATE '2026-06-30' AND (valid_to IS NULL OR valid_to > DATE '2026-06-30')
