SELECT 'crm' AS source, 'lead' AS type, CAST(lead_id AS VARCHAR) AS key
FROM crm.lead
WHERE status = 'converted' AND (converted_on IS NULL OR converted_account_id IS NULL)
