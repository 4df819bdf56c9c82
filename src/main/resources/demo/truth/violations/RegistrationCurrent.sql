SELECT 'registry' AS source, 'party' AS type, CAST("LEI" AS VARCHAR) AS key
FROM registry.lei
WHERE "Registration.RegistrationStatus" = 'LAPSED'
