SELECT 'crm' AS source, 'lead' AS type, CAST(lead_id AS VARCHAR) AS key
FROM crm.lead
WHERE score NOT BETWEEN 0 AND 100
