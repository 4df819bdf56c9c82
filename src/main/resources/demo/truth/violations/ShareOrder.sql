SELECT 'kyc' AS source, 'interest' AS type, CAST("statementId" AS VARCHAR) AS key
FROM kyc.statement
WHERE CAST("shareMinimum" AS DECIMAL(18, 6)) > CAST("shareMaximum" AS DECIMAL(18, 6))
  OR CAST("shareMinimum" AS DECIMAL(18, 6)) > CAST("shareExact" AS DECIMAL(18, 6))
  OR CAST("shareExact" AS DECIMAL(18, 6)) > CAST("shareMaximum" AS DECIMAL(18, 6))
