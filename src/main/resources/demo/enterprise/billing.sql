-- Billing of two businesses in one system: telecommunications and banking. Portable: H2 and PostgreSQL.
-- Countries are the EU's own two letters: "EL" for Greece, "UK" for the United Kingdom, else ISO 3166-1 alpha-2.

CREATE TABLE "customer" (
  "customer_no" VARCHAR(20) NOT NULL,
  "kind" VARCHAR(20) NOT NULL,
  "name" VARCHAR(200),
  "given_name" VARCHAR(80),
  "family_name" VARCHAR(80),
  "birth_date" DATE,
  "national_id" VARCHAR(40),
  "vat_number" VARCHAR(30),
  "email" VARCHAR(120),
  "phone" VARCHAR(40),
  "street" VARCHAR(200),
  "postal_code" VARCHAR(20),
  "city" VARCHAR(100),
  "country" VARCHAR(2),
  "customer_since" DATE NOT NULL,
  PRIMARY KEY ("customer_no")
);

CREATE TABLE "billing_account" (
  "billing_account_no" VARCHAR(20) NOT NULL,
  "customer_no" VARCHAR(20) NOT NULL,
  "business" VARCHAR(20) NOT NULL,
  "iban" VARCHAR(40),
  "currency" VARCHAR(3) NOT NULL,
  "status" VARCHAR(20) NOT NULL,
  "opened_on" DATE NOT NULL,
  "closed_on" DATE,
  PRIMARY KEY ("billing_account_no")
);

CREATE TABLE "invoice" (
  "invoice_no" VARCHAR(20) NOT NULL,
  "billing_account_no" VARCHAR(20) NOT NULL,
  "issued_on" DATE NOT NULL,
  "due_on" DATE NOT NULL,
  "paid_on" DATE,
  "amount" DECIMAL(15, 2) NOT NULL,
  "currency" VARCHAR(3),
  PRIMARY KEY ("invoice_no")
);

CREATE TABLE "subscription" (
  "subscription_id" BIGINT NOT NULL,
  "billing_account_no" VARCHAR(20) NOT NULL,
  "product_code" VARCHAR(20) NOT NULL,
  "phone_number" VARCHAR(40),
  "status" VARCHAR(20) NOT NULL,
  "activated_on" DATE NOT NULL,
  "terminated_on" DATE,
  "monthly_fee" DECIMAL(15, 2),
  "currency" VARCHAR(3),
  PRIMARY KEY ("subscription_id")
);

CREATE TABLE "device" (
  "device_id" VARCHAR(20) NOT NULL,
  "subscription_id" BIGINT NOT NULL,
  "kind" VARCHAR(20) NOT NULL,
  "model" VARCHAR(60) NOT NULL,
  "imei" VARCHAR(20),
  "shipped_on" DATE,
  PRIMARY KEY ("device_id")
);

CREATE TABLE "usage_record" (
  "subscription_id" BIGINT NOT NULL,
  "month" DATE NOT NULL,
  "kind" VARCHAR(10) NOT NULL,
  "quantity" DECIMAL(12, 2) NOT NULL,
  "unit" VARCHAR(10) NOT NULL,
  PRIMARY KEY ("subscription_id", "month", "kind")
);

CREATE TABLE "deposit_account" (
  "account_no" VARCHAR(20) NOT NULL,
  "billing_account_no" VARCHAR(20) NOT NULL,
  "product_code" VARCHAR(20) NOT NULL,
  "balance" DECIMAL(15, 2) NOT NULL,
  "currency" VARCHAR(3),
  "opened_on" DATE NOT NULL,
  "closed_on" DATE,
  "branch" VARCHAR(60),
  PRIMARY KEY ("account_no")
);

CREATE TABLE "loan_account" (
  "account_no" VARCHAR(20) NOT NULL,
  "billing_account_no" VARCHAR(20) NOT NULL,
  "product_code" VARCHAR(20) NOT NULL,
  "principal" DECIMAL(15, 2) NOT NULL,
  "outstanding" DECIMAL(15, 2) NOT NULL,
  "currency" VARCHAR(3),
  "booked_on" DATE NOT NULL,
  "matures_on" DATE NOT NULL,
  "collateral" VARCHAR(80),
  PRIMARY KEY ("account_no")
);

CREATE TABLE "account_holding" (
  "account_no" VARCHAR(20) NOT NULL,
  "customer_no" VARCHAR(20) NOT NULL,
  "kind" VARCHAR(10) NOT NULL,
  "role" VARCHAR(20) NOT NULL,
  "share" DECIMAL(5, 2),
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  PRIMARY KEY ("account_no", "customer_no", "role")
);
