SELECT 'crm' AS source, 'user' AS type, CAST(user_id AS VARCHAR) AS key FROM crm.app_user WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'team-membership' AS type, CAST(user_id AS VARCHAR) AS key FROM crm.app_user WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'territory' AS type, CAST(territory_id AS VARCHAR) AS key FROM crm.territory WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'territory-country' AS type, territory_id || '/' || country || '/' || valid_from AS key FROM crm.territory_country WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'territory-account' AS type, territory_id || '/' || account_id || '/' || valid_from AS key FROM crm.territory_account WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'team-territory' AS type, team_id || '/' || territory_id || '/' || valid_from AS key FROM crm.team_territory WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'campaign' AS type, CAST(campaign_id AS VARCHAR) AS key FROM crm.campaign WHERE ends_on <= starts_on
UNION ALL
SELECT 'crm' AS source, 'household-member' AS type, household_id || '/' || member_id || '/' || valid_from AS key FROM crm.household_member WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'account-name' AS type, account_id || '/' || position AS key FROM crm.account_name WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'address-use' AS type, CAST(address_id AS VARCHAR) AS key FROM crm.account_address WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'account-parent' AS type, CAST(link_id AS VARCHAR) AS key FROM crm.account_parent WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'contact-role' AS type, CAST(role_id AS VARCHAR) AS key FROM crm.contact_role WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'contact-link' AS type, CAST(link_id AS VARCHAR) AS key FROM crm.contact_link WHERE valid_to <= valid_from
UNION ALL
SELECT 'crm' AS source, 'consent' AS type, CAST(consent_id AS VARCHAR) AS key FROM crm.consent WHERE valid_to <= valid_from
UNION ALL
SELECT 'billing' AS source, 'subscription' AS type, CAST(subscription_id AS VARCHAR) AS key FROM billing.subscription WHERE terminated_on <= activated_on
UNION ALL
SELECT 'billing' AS source, 'account-holding' AS type, account_no || '/' || customer_no || '/' || role AS key FROM billing.account_holding WHERE valid_to <= valid_from
UNION ALL
SELECT 'vendor' AS source, 'contract' AS type, CAST(contract_no AS VARCHAR) AS key FROM vendor.contract WHERE TRY_CAST(ends_on AS DATE) <= TRY_CAST(starts_on AS DATE)
UNION ALL
SELECT 'helpdesk' AS source, 'ticket-assignment' AS type, t."ticketId" || '/' || h.key AS key
FROM helpdesk.ticket t, json_each(t.assignments) h
WHERE CAST(h.value ->> '$.to' AS TIMESTAMP) <= CAST(h.value ->> '$.from' AS TIMESTAMP)
UNION ALL
SELECT 'kyc' AS source, 'ownership' AS type, CAST("statementId" AS VARCHAR) AS key FROM kyc.statement WHERE TRY_CAST("validTo" AS DATE) <= TRY_CAST("validFrom" AS DATE)
UNION ALL
SELECT 'kyc' AS source, 'nominee' AS type, CAST("statementId" AS VARCHAR) AS key FROM kyc.statement WHERE (CAST("isNominee" AS BOOLEAN) OR "nomineeFor" IS NOT NULL) AND TRY_CAST("validTo" AS DATE) <= TRY_CAST("validFrom" AS DATE)
UNION ALL
SELECT 'kyc' AS source, 'trust-position' AS type, CAST("statementId" AS VARCHAR) AS key FROM kyc.statement WHERE "interestType" IN ('settlor', 'trustee', 'protector', 'beneficiary-of-legal-arrangement') AND "interestedPartyId" IS NOT NULL AND TRY_CAST("validTo" AS DATE) <= TRY_CAST("validFrom" AS DATE)
UNION ALL
SELECT 'kyc' AS source, 'relation' AS type, CAST("relationId" AS VARCHAR) AS key FROM kyc.relation WHERE TRY_CAST("validTo" AS DATE) <= TRY_CAST("validFrom" AS DATE)
UNION ALL
SELECT 'kyc' AS source, 'assessment' AS type, CAST("assessmentId" AS VARCHAR) AS key FROM kyc.assessment WHERE TRY_CAST("validTo" AS DATE) <= TRY_CAST("validFrom" AS DATE)
UNION ALL
SELECT 'kyc' AS source, 'list-entry' AS type, CAST("entryId" AS VARCHAR) AS key FROM kyc."listEntry" WHERE TRY_CAST("delistedOn" AS DATE) <= TRY_CAST("listedOn" AS DATE)
UNION ALL
SELECT 'registry' AS source, 'period' AS type, "Relationship.RelationshipType" || '/' || "Relationship.StartNode.NodeID" || '/' || "Relationship.EndNode.NodeID" || '/' || '1' AS key FROM registry.rr WHERE TRY_CAST(substr("Relationship.Period.1.endDate", 1, 10) AS DATE) <= TRY_CAST(substr("Relationship.Period.1.startDate", 1, 10) AS DATE)
UNION ALL
SELECT 'registry' AS source, 'relationship' AS type, "Relationship.RelationshipType" || '/' || "Relationship.StartNode.NodeID" || '/' || "Relationship.EndNode.NodeID" AS key FROM registry.rr WHERE "Relationship.Period.1.periodType" = 'RELATIONSHIP_PERIOD' AND TRY_CAST(substr("Relationship.Period.1.endDate", 1, 10) AS DATE) <= TRY_CAST(substr("Relationship.Period.1.startDate", 1, 10) AS DATE)
UNION ALL
SELECT 'registry' AS source, 'period' AS type, "Relationship.RelationshipType" || '/' || "Relationship.StartNode.NodeID" || '/' || "Relationship.EndNode.NodeID" || '/' || '2' AS key FROM registry.rr WHERE TRY_CAST(substr("Relationship.Period.2.endDate", 1, 10) AS DATE) <= TRY_CAST(substr("Relationship.Period.2.startDate", 1, 10) AS DATE)
UNION ALL
SELECT 'registry' AS source, 'relationship' AS type, "Relationship.RelationshipType" || '/' || "Relationship.StartNode.NodeID" || '/' || "Relationship.EndNode.NodeID" AS key FROM registry.rr WHERE "Relationship.Period.2.periodType" = 'RELATIONSHIP_PERIOD' AND TRY_CAST(substr("Relationship.Period.2.endDate", 1, 10) AS DATE) <= TRY_CAST(substr("Relationship.Period.2.startDate", 1, 10) AS DATE)
UNION ALL
SELECT 'registry' AS source, 'period' AS type, "Relationship.RelationshipType" || '/' || "Relationship.StartNode.NodeID" || '/' || "Relationship.EndNode.NodeID" || '/' || '3' AS key FROM registry.rr WHERE TRY_CAST(substr("Relationship.Period.3.endDate", 1, 10) AS DATE) <= TRY_CAST(substr("Relationship.Period.3.startDate", 1, 10) AS DATE)
UNION ALL
SELECT 'registry' AS source, 'relationship' AS type, "Relationship.RelationshipType" || '/' || "Relationship.StartNode.NodeID" || '/' || "Relationship.EndNode.NodeID" AS key FROM registry.rr WHERE "Relationship.Period.3.periodType" = 'RELATIONSHIP_PERIOD' AND TRY_CAST(substr("Relationship.Period.3.endDate", 1, 10) AS DATE) <= TRY_CAST(substr("Relationship.Period.3.startDate", 1, 10) AS DATE)
UNION ALL
SELECT 'registry' AS source, 'period' AS type, "Relationship.RelationshipType" || '/' || "Relationship.StartNode.NodeID" || '/' || "Relationship.EndNode.NodeID" || '/' || '4' AS key FROM registry.rr WHERE TRY_CAST(substr("Relationship.Period.4.endDate", 1, 10) AS DATE) <= TRY_CAST(substr("Relationship.Period.4.startDate", 1, 10) AS DATE)
UNION ALL
SELECT 'registry' AS source, 'relationship' AS type, "Relationship.RelationshipType" || '/' || "Relationship.StartNode.NodeID" || '/' || "Relationship.EndNode.NodeID" AS key FROM registry.rr WHERE "Relationship.Period.4.periodType" = 'RELATIONSHIP_PERIOD' AND TRY_CAST(substr("Relationship.Period.4.endDate", 1, 10) AS DATE) <= TRY_CAST(substr("Relationship.Period.4.startDate", 1, 10) AS DATE)
UNION ALL
SELECT 'registry' AS source, 'period' AS type, "Relationship.RelationshipType" || '/' || "Relationship.StartNode.NodeID" || '/' || "Relationship.EndNode.NodeID" || '/' || '5' AS key FROM registry.rr WHERE TRY_CAST(substr("Relationship.Period.5.endDate", 1, 10) AS DATE) <= TRY_CAST(substr("Relationship.Period.5.startDate", 1, 10) AS DATE)
UNION ALL
SELECT 'registry' AS source, 'relationship' AS type, "Relationship.RelationshipType" || '/' || "Relationship.StartNode.NodeID" || '/' || "Relationship.EndNode.NodeID" AS key FROM registry.rr WHERE "Relationship.Period.5.periodType" = 'RELATIONSHIP_PERIOD' AND TRY_CAST(substr("Relationship.Period.5.endDate", 1, 10) AS DATE) <= TRY_CAST(substr("Relationship.Period.5.startDate", 1, 10) AS DATE)
