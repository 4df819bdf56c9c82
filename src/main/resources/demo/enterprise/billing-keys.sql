-- Foreign keys and the indexes behind them, made after the rows are in.
CREATE INDEX "billing_account_customer" ON "billing_account" ("customer_no");
ALTER TABLE "billing_account" ADD FOREIGN KEY ("customer_no") REFERENCES "customer" ("customer_no");
CREATE INDEX "invoice_account" ON "invoice" ("billing_account_no");
ALTER TABLE "invoice" ADD FOREIGN KEY ("billing_account_no") REFERENCES "billing_account" ("billing_account_no");
CREATE INDEX "subscription_account" ON "subscription" ("billing_account_no");
ALTER TABLE "subscription" ADD FOREIGN KEY ("billing_account_no") REFERENCES "billing_account" ("billing_account_no");
CREATE INDEX "device_subscription" ON "device" ("subscription_id");
ALTER TABLE "device" ADD FOREIGN KEY ("subscription_id") REFERENCES "subscription" ("subscription_id");
ALTER TABLE "usage_record" ADD FOREIGN KEY ("subscription_id") REFERENCES "subscription" ("subscription_id");
CREATE INDEX "deposit_billing_account" ON "deposit_account" ("billing_account_no");
ALTER TABLE "deposit_account" ADD FOREIGN KEY ("billing_account_no") REFERENCES "billing_account" ("billing_account_no");
CREATE INDEX "loan_billing_account" ON "loan_account" ("billing_account_no");
ALTER TABLE "loan_account" ADD FOREIGN KEY ("billing_account_no") REFERENCES "billing_account" ("billing_account_no");
CREATE INDEX "holding_customer" ON "account_holding" ("customer_no");
ALTER TABLE "account_holding" ADD FOREIGN KEY ("customer_no") REFERENCES "customer" ("customer_no");
