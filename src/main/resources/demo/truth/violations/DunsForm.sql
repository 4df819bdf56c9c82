SELECT 'vendor' AS source, 'party' AS type, CAST(supplier_no AS VARCHAR) AS key FROM vendor.supplier WHERE NOT regexp_full_match(duns, '[0-9]{9}')
