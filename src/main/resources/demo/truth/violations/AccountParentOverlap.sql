SELECT DISTINCT 'crm' AS source, 'account-parent' AS type, CAST(l.link_id AS VARCHAR) AS key
FROM crm.account_parent l
JOIN crm.account_parent m
  ON m.account_id = l.account_id AND m.hierarchy = l.hierarchy AND m.link_id <> l.link_id
WHERE m.valid_from < coalesce(l.valid_to, DATE '9999-12-31') AND l.valid_from < coalesce(m.valid_to, DATE '9999-12-31')
