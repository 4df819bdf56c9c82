SELECT 'contact-link/crm/' || link_id AS tie, kind, 'began' AS change, valid_from AS day
FROM crm.contact_link WHERE valid_from > DATE '2026-06-30' - 90 AND valid_from <= DATE '2026-06-30'
UNION ALL
SELECT 'contact-link/crm/' || link_id, kind, 'ended', valid_to
FROM crm.contact_link WHERE valid_to > DATE '2026-06-30' - 90 AND valid_to <= DATE '2026-06-30'
UNION ALL
SELECT 'tie/social/' || from_handle || '/' || to_handle || '/' || kind, kind, 'began', CAST(since AS DATE)
FROM social.tie WHERE CAST(since AS DATE) > DATE '2026-06-30' - 90 AND CAST(since AS DATE) <= DATE '2026-06-30'
UNION ALL
SELECT 'tie/social/' || from_handle || '/' || to_handle || '/' || kind, kind, 'ended', CAST(until AS DATE)
FROM social.tie WHERE CAST(until AS DATE) > DATE '2026-06-30' - 90 AND CAST(until AS DATE) <= DATE '2026-06-30'
