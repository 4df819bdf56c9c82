SELECT 'kyc' AS source, 'interest' AS type, CAST("statementId" AS VARCHAR) AS key
FROM kyc.statement
WHERE CAST("shareExact" AS DECIMAL(18, 6)) NOT BETWEEN 0 AND 100
  OR CAST("shareMinimum" AS DECIMAL(18, 6)) NOT BETWEEN 0 AND 100
  OR CAST("shareMaximum" AS DECIMAL(18, 6)) NOT BETWEEN 0 AND 100
