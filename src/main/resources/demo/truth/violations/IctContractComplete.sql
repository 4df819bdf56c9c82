SELECT 'vendor' AS source, 'contract' AS type, CAST(contract_no AS VARCHAR) AS key
FROM vendor.contract
WHERE is_ict = 'Y' AND (service_type IS NULL OR criticality IS NULL OR data_country IS NULL)
