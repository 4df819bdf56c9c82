SELECT 'kyc' AS source, 'nominee' AS type, CAST("statementId" AS VARCHAR) AS key
FROM kyc.statement
WHERE CAST("isNominee" AS BOOLEAN) AND "nomineeFor" IS NULL
