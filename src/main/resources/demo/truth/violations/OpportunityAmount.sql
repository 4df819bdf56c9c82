SELECT 'crm' AS source, 'opportunity' AS type, CAST(opportunity_id AS VARCHAR) AS key
FROM crm.opportunity
WHERE stage IN ('proposal', 'negotiation', 'contract') AND amount IS NULL
