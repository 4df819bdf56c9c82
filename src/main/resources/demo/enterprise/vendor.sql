-- Vendor management: one CSV file for each table, all values text, an empty field is a NULL.
-- Countries are written in the language of the supplier: "Deutschland", "Ελλάδα", "日本".

CREATE TABLE "supplier" (
  "supplier_no" VARCHAR NOT NULL,
  "name" VARCHAR,
  "legal_form" VARCHAR,
  "vat_number" VARCHAR,
  "duns" VARCHAR,
  "lei" VARCHAR,
  "street" VARCHAR,
  "postcode" VARCHAR,
  "city" VARCHAR,
  "country" VARCHAR,
  "phone" VARCHAR,
  "email" VARCHAR,
  "iban" VARCHAR,
  "category" VARCHAR,
  "status" VARCHAR NOT NULL,
  "onboarded_on" DATE,
  "offboarded_on" DATE,
  PRIMARY KEY ("supplier_no")
);

CREATE TABLE "contract" (
  "contract_no" VARCHAR NOT NULL,
  "supplier_no" VARCHAR NOT NULL,
  "title" VARCHAR,
  "service_type" VARCHAR,
  "is_ict" VARCHAR NOT NULL,
  "criticality" VARCHAR,
  "starts_on" DATE NOT NULL,
  "ends_on" DATE,
  "exit_plan" VARCHAR,
  "audit_right" VARCHAR,
  "data_country" VARCHAR,
  "amount" DECIMAL,
  "currency" VARCHAR,
  PRIMARY KEY ("contract_no")
);

CREATE TABLE "invoice" (
  "invoice_no" VARCHAR NOT NULL,
  "supplier_no" VARCHAR NOT NULL,
  "contract_no" VARCHAR,
  "issued_on" DATE NOT NULL,
  "due_on" DATE NOT NULL,
  "paid_on" DATE,
  "amount" DECIMAL NOT NULL,
  "currency" VARCHAR,
  PRIMARY KEY ("invoice_no")
);

CREATE TABLE "assessment" (
  "supplier_no" VARCHAR NOT NULL,
  "assessed_on" DATE NOT NULL,
  "topic" VARCHAR NOT NULL,
  "score" INTEGER,
  "result" VARCHAR NOT NULL,
  "assessor" VARCHAR,
  PRIMARY KEY ("supplier_no", "assessed_on", "topic")
);

CREATE TABLE "subcontractor" (
  "contract_no" VARCHAR NOT NULL,
  "rank" INTEGER NOT NULL,
  "supplier_no" VARCHAR NOT NULL,
  "service_type" VARCHAR,
  PRIMARY KEY ("contract_no", "rank", "supplier_no")
);
