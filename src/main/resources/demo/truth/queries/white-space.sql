SELECT DISTINCT p.party AS customer, c.party AS member
FROM registry.rr r
JOIN truth.identity p ON p.source = 'registry' AND p.key = r."Relationship.EndNode.NodeID"
JOIN truth.identity c ON c.source = 'registry' AND c.key = r."Relationship.StartNode.NodeID"
WHERE r."Relationship.RelationshipType" = 'IS_DIRECTLY_CONSOLIDATED_BY' AND r."Relationship.RelationshipStatus" = 'ACTIVE'
  AND p.party IN (SELECT party FROM truth.identity WHERE source = 'crm' AND type = 'account')
  AND c.party NOT IN (SELECT party FROM truth.identity WHERE source = 'crm' AND type = 'account')
