SELECT 'crm' AS source, 'party' AS type, CAST(household_id AS VARCHAR) AS key
FROM crm.household_member
WHERE role = 'head' AND valid_from <= DATE '2026-06-30' AND (valid_to IS NULL OR valid_to > DATE '2026-06-30')
GROUP BY household_id
HAVING count(*) > 1
