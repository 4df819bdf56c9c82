SELECT 'crm' AS source, 'lead-conversion' AS type, CAST(lead_id AS VARCHAR) AS key
FROM crm.lead
WHERE converted_on < created_on
