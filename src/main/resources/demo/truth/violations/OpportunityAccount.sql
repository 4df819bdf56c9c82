SELECT 'crm' AS source, 'opportunity' AS type, opportunity_id AS key FROM crm.opportunity WHERE account_id IS NULL
