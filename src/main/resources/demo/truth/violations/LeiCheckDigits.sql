-- An LEI of a wrong form has no valid check digits either.
SELECT 'crm' AS source, 'party' AS type, account_id AS key FROM crm.account WHERE lei IS NOT NULL AND NOT lei_valid(lei)
UNION ALL
SELECT 'kyc', 'party', "subjectId" FROM kyc.subject WHERE lei IS NOT NULL AND NOT lei_valid(lei)
UNION ALL
SELECT 'vendor', 'party', supplier_no FROM vendor.supplier WHERE lei IS NOT NULL AND NOT lei_valid(lei)
UNION ALL
SELECT 'registry', 'party', code
FROM (
  SELECT "LEI" AS code FROM registry.lei
  UNION SELECT "Relationship.StartNode.NodeID" FROM registry.rr WHERE "Relationship.StartNode.NodeIDType" = 'LEI'
  UNION SELECT "Relationship.EndNode.NodeID" FROM registry.rr WHERE "Relationship.EndNode.NodeIDType" = 'LEI'
)
WHERE NOT lei_valid(code)
