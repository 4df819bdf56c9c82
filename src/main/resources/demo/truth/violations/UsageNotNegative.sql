SELECT 'billing' AS source, 'usage' AS type, subscription_id || '/' || month || '/' || kind AS key
FROM billing.usage_record
WHERE quantity < 0
