SELECT 'kyc' AS source, 'statement' AS type, CAST("statementId" AS VARCHAR) AS key
FROM kyc.statement
WHERE "directOrIndirect" = 'indirect' AND coalesce(json_array_length(components), 0) = 0
