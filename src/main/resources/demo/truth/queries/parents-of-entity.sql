WITH links AS (
  SELECT "Relationship.StartNode.NodeID" AS child, "Relationship.EndNode.NodeID" AS parent, "Relationship.RelationshipType" AS kind,
    (SELECT min(TRY_CAST(substr(p.d, 1, 10) AS DATE)) FROM (VALUES
      (CASE WHEN "Relationship.Period.1.periodType" = 'RELATIONSHIP_PERIOD' THEN "Relationship.Period.1.startDate" END),
      (CASE WHEN "Relationship.Period.2.periodType" = 'RELATIONSHIP_PERIOD' THEN "Relationship.Period.2.startDate" END),
      (CASE WHEN "Relationship.Period.3.periodType" = 'RELATIONSHIP_PERIOD' THEN "Relationship.Period.3.startDate" END)) p(d)) AS first_day,
    (SELECT min(TRY_CAST(substr(p.d, 1, 10) AS DATE)) FROM (VALUES
      (CASE WHEN "Relationship.Period.1.periodType" = 'RELATIONSHIP_PERIOD' THEN "Relationship.Period.1.endDate" END),
      (CASE WHEN "Relationship.Period.2.periodType" = 'RELATIONSHIP_PERIOD' THEN "Relationship.Period.2.endDate" END),
      (CASE WHEN "Relationship.Period.3.periodType" = 'RELATIONSHIP_PERIOD' THEN "Relationship.Period.3.endDate" END)) p(d)) AS next_day
  FROM registry.rr
)
SELECT DISTINCT c.party AS entity, p.party AS parent,
  CASE kind WHEN 'IS_DIRECTLY_CONSOLIDATED_BY' THEN 'party:DirectConsolidation' ELSE 'party:UltimateConsolidation' END AS relation
FROM links
JOIN truth.identity c ON c.source = 'registry' AND c.key = links.child
JOIN truth.identity p ON p.source = 'registry' AND p.key = links.parent
WHERE kind IN ('IS_DIRECTLY_CONSOLIDATED_BY', 'IS_ULTIMATELY_CONSOLIDATED_BY')
  AND (first_day IS NULL OR first_day <= DATE '2026-06-30') AND (next_day IS NULL OR next_day > DATE '2026-06-30')
