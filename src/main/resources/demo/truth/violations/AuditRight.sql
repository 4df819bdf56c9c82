SELECT 'vendor' AS source, 'contract' AS type, CAST(contract_no AS VARCHAR) AS key
FROM vendor.contract
WHERE is_ict = 'Y' AND criticality IN ('critical', 'important') AND audit_right IS DISTINCT FROM 'Y'
