SELECT DISTINCT p.party AS head, c.party AS member, 'account/crm/' || a.account_id AS account
FROM registry.rr r
JOIN truth.identity p ON p.source = 'registry' AND p.key = r."Relationship.EndNode.NodeID"
JOIN truth.identity c ON c.source = 'registry' AND c.key = r."Relationship.StartNode.NodeID"
JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.party = c.party
JOIN crm.account a ON a.account_id = i.key
WHERE r."Relationship.RelationshipType" = 'IS_ULTIMATELY_CONSOLIDATED_BY' AND r."Relationship.RelationshipStatus" = 'ACTIVE'
