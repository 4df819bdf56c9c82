WITH RECURSIVE links AS (
  SELECT DISTINCT account_id, parent_id FROM crm.account_parent WHERE valid_to IS NULL
), tree AS (
  SELECT parent_id AS top, parent_id AS account_id FROM links
  UNION
  SELECT t.top, l.account_id FROM tree t JOIN links l ON l.parent_id = t.account_id
), found AS (
  SELECT DISTINCT t.top, r.account_id, i.party, r.role, r.job_title
  FROM tree t JOIN crm.contact_role r ON r.account_id = t.account_id
  JOIN truth.identity i ON i.source = 'crm' AND i.type = 'contact' AND i.key = CAST(r.contact_id AS VARCHAR)
  WHERE r.valid_from <= DATE '2026-06-30' AND (r.valid_to IS NULL OR r.valid_to > DATE '2026-06-30')
), chosen AS (
  SELECT top FROM found GROUP BY top ORDER BY count(*) DESC, top LIMIT 1
)
SELECT 'account/crm/' || top AS param_top, 'account/crm/' || account_id AS account, party AS contact, role, job_title AS "jobTitle"
FROM found WHERE top = (FROM chosen)
