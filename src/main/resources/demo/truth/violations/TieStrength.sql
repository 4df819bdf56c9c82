SELECT 'crm' AS source, 'contact-link' AS type, CAST(link_id AS VARCHAR) AS key
FROM crm.contact_link
WHERE strength NOT BETWEEN 0 AND 1
