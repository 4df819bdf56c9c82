WITH names AS (
  SELECT 'crm' AS source, 'account' AS type, account_id AS key, name, kind, valid_from, valid_to FROM crm.account_name
  UNION ALL
  SELECT 'kyc', 'subject', s."subjectId", n.value ->> '$.name', n.value ->> '$.kind', NULL, NULL
  FROM kyc.subject s, json_each(s."otherNames") n
  UNION ALL SELECT 'registry', 'lei', "LEI", "Entity.LegalName", 'legal', NULL, NULL FROM registry.lei
  UNION ALL SELECT 'registry', 'lei', "LEI", "Entity.OtherEntityNames.OtherEntityName.1", 'previous', NULL, NULL FROM registry.lei
  UNION ALL SELECT 'registry', 'lei', "LEI", "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.1", 'transliterated', NULL, NULL FROM registry.lei
)
SELECT coalesce(i.party, 'party/' || n.source || '/' || n.key) AS party, n.name, 'scheme:party-name-kind/' || n.kind AS kind,
  n.valid_from AS "validFrom", n.valid_to AS "validTo"
FROM names n LEFT JOIN truth.identity i ON i.source = n.source AND i.type = n.type AND i.key = n.key
WHERE n.name IS NOT NULL
