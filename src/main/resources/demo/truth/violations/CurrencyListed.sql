-- Of the codes that ISO 4217 lists, those that the enterprise counts in.
WITH listed AS (
  SELECT unnest(['AED', 'BRL', 'CHF', 'CNY', 'EUR', 'GBP', 'ILS', 'JPY', 'PLN', 'SEK', 'UAH', 'USD'])
)
SELECT 'crm' AS source, 'amount' AS type, 'opportunity/' || opportunity_id AS key FROM crm.opportunity WHERE amount IS NOT NULL AND currency NOT IN (FROM listed)
UNION ALL
SELECT 'crm', 'amount', 'opportunity-line/' || opportunity_id || '/' || line_no FROM crm.opportunity_line WHERE amount IS NOT NULL AND currency NOT IN (FROM listed)
UNION ALL
SELECT 'crm', 'amount', 'sales-order/' || order_id FROM crm.sales_order WHERE currency NOT IN (FROM listed)
UNION ALL
SELECT 'crm', 'amount', 'forecast/' || forecast_id FROM crm.forecast WHERE currency NOT IN (FROM listed)
UNION ALL
SELECT 'crm', 'amount', 'campaign/' || campaign_id FROM crm.campaign WHERE budget IS NOT NULL AND currency NOT IN (FROM listed)
UNION ALL
SELECT 'crm', 'amount', 'product/' || product_id FROM crm.product WHERE list_price IS NOT NULL AND currency NOT IN (FROM listed)
UNION ALL
SELECT 'vendor', 'amount', 'invoice/' || invoice_no FROM vendor.invoice WHERE currency NOT IN (FROM listed)
UNION ALL
SELECT 'vendor', 'amount', 'contract/' || contract_no FROM vendor.contract WHERE amount IS NOT NULL AND currency NOT IN (FROM listed)
UNION ALL
SELECT 'billing', 'amount', 'invoice/' || invoice_no FROM billing.invoice WHERE currency NOT IN (FROM listed)
UNION ALL
SELECT 'billing', 'amount', 'subscription/' || subscription_id FROM billing.subscription WHERE monthly_fee IS NOT NULL AND currency NOT IN (FROM listed)
UNION ALL
SELECT 'billing', 'amount', 'deposit-account/' || account_no FROM billing.deposit_account WHERE currency NOT IN (FROM listed)
UNION ALL
SELECT 'billing', 'amount', 'loan-principal/' || account_no FROM billing.loan_account WHERE currency NOT IN (FROM listed)
UNION ALL
SELECT 'billing', 'amount', 'loan-outstanding/' || account_no FROM billing.loan_account WHERE currency NOT IN (FROM listed)
UNION ALL
SELECT 'kyc', 'amount', 'relation/' || "relationId" FROM kyc.relation WHERE "signingLimit" IS NOT NULL AND currency NOT IN (FROM listed)
