WITH role AS (
  SELECT DISTINCT i.party, r.account_id FROM crm.contact_role r
  JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(r.contact_id AS VARCHAR)
  WHERE r.valid_from <= DATE '2026-06-30' AND (r.valid_to IS NULL OR r.valid_to > DATE '2026-06-30')
)
SELECT DISTINCT l.tie, 'account/crm/' || a.account_id AS account, 'account/crm/' || b.account_id AS other, l.kind
FROM (
  SELECT 'contact-link/crm/' || link_id AS tie, kind, 'crm' AS source, 'contact' AS type,
    CAST(from_contact_id AS VARCHAR) AS from_key, CAST(to_contact_id AS VARCHAR) AS to_key
  FROM crm.contact_link WHERE valid_from <= DATE '2026-06-30' AND (valid_to IS NULL OR valid_to > DATE '2026-06-30')
  UNION ALL
  SELECT 'tie/social/' || from_handle || '/' || to_handle || '/' || kind, kind, 'social', 'profile', from_handle, to_handle
  FROM social.tie WHERE CAST(since AS DATE) <= DATE '2026-06-30' AND (until IS NULL OR CAST(until AS DATE) > DATE '2026-06-30')
) l
JOIN truth.identity f ON f.source = l.source AND f.type = l.type AND f.key = l.from_key
JOIN truth.identity t ON t.source = l.source AND t.type = l.type AND t.key = l.to_key
JOIN role a ON a.party = f.party
JOIN role b ON b.party = t.party
WHERE a.account_id <> b.account_id
