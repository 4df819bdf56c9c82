-- Customer relationship management. Portable: H2 (with DATABASE_TO_LOWER=TRUE) and PostgreSQL.
-- Keys of accounts are text as people typed them: with spaces, slashes, percent signs, umlauts, Hebrew.
-- Countries are written in English, by hand: "Germany", "UK", "Holland", "Germnay".

CREATE TABLE "team" (
  "team_id" VARCHAR(20) NOT NULL,
  "name" VARCHAR(80) NOT NULL,
  "parent_team_id" VARCHAR(20),
  "skill" VARCHAR(40),
  PRIMARY KEY ("team_id")
);

CREATE TABLE "app_user" (
  "user_id" VARCHAR(20) NOT NULL,
  "full_name" VARCHAR(120) NOT NULL,
  "email" VARCHAR(120) NOT NULL,
  "team_id" VARCHAR(20) NOT NULL,
  "manager_id" VARCHAR(20),
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  PRIMARY KEY ("user_id")
);

CREATE TABLE "territory" (
  "territory_id" VARCHAR(20) NOT NULL,
  "name" VARCHAR(80) NOT NULL,
  "kind" VARCHAR(20) NOT NULL,
  "parent_territory_id" VARCHAR(20),
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  PRIMARY KEY ("territory_id")
);

CREATE TABLE "territory_country" (
  "territory_id" VARCHAR(20) NOT NULL,
  "country" VARCHAR(80) NOT NULL,
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  PRIMARY KEY ("territory_id", "country", "valid_from")
);

CREATE TABLE "team_territory" (
  "team_id" VARCHAR(20) NOT NULL,
  "territory_id" VARCHAR(20) NOT NULL,
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  PRIMARY KEY ("team_id", "territory_id", "valid_from")
);

CREATE TABLE "campaign" (
  "campaign_id" VARCHAR(20) NOT NULL,
  "name" VARCHAR(120) NOT NULL,
  "channel" VARCHAR(20) NOT NULL,
  "purpose" VARCHAR(30) NOT NULL,
  "starts_on" DATE NOT NULL,
  "ends_on" DATE,
  "budget" DECIMAL(15, 2),
  "currency" VARCHAR(3),
  PRIMARY KEY ("campaign_id")
);

CREATE TABLE "product" (
  "product_id" VARCHAR(20) NOT NULL,
  "name" VARCHAR(120) NOT NULL,
  "family" VARCHAR(40) NOT NULL,
  "industry" VARCHAR(20) NOT NULL,
  "list_price" DECIMAL(15, 2),
  "currency" VARCHAR(3),
  PRIMARY KEY ("product_id")
);

CREATE TABLE "account" (
  "account_id" VARCHAR(40) NOT NULL,
  "kind" VARCHAR(20) NOT NULL,
  "name" VARCHAR(200),
  "legal_form" VARCHAR(80),
  "lei" VARCHAR(30),
  "vat_number" VARCHAR(30),
  "registration_number" VARCHAR(40),
  "industry" VARCHAR(10),
  "employee_count" INTEGER,
  "status" VARCHAR(20) NOT NULL,
  "tier" VARCHAR(1),
  "legal_status" VARCHAR(20),
  "incorporated_on" DATE,
  "dissolved_on" DATE,
  "country" VARCHAR(80),
  "phone" VARCHAR(40),
  "website" VARCHAR(120),
  "origin" VARCHAR(20),
  "owner_id" VARCHAR(20),
  "created_at" TIMESTAMP NOT NULL,
  "updated_at" TIMESTAMP NOT NULL,
  PRIMARY KEY ("account_id")
);

CREATE TABLE "account_name" (
  "account_id" VARCHAR(40) NOT NULL,
  "position" INTEGER NOT NULL,
  "kind" VARCHAR(20) NOT NULL,
  "name" VARCHAR(200) NOT NULL,
  "language" VARCHAR(8),
  "valid_from" DATE,
  "valid_to" DATE,
  PRIMARY KEY ("account_id", "position")
);

CREATE TABLE "account_address" (
  "address_id" BIGINT NOT NULL,
  "account_id" VARCHAR(40) NOT NULL,
  "kind" VARCHAR(20) NOT NULL,
  "street" VARCHAR(200),
  "postal_code" VARCHAR(20),
  "city" VARCHAR(100),
  "region" VARCHAR(100),
  "country" VARCHAR(80),
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  PRIMARY KEY ("address_id")
);

CREATE TABLE "account_parent" (
  "link_id" BIGINT NOT NULL,
  "account_id" VARCHAR(40) NOT NULL,
  "parent_id" VARCHAR(40) NOT NULL,
  "hierarchy" VARCHAR(20) NOT NULL,
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  PRIMARY KEY ("link_id")
);

CREATE TABLE "private_customer" (
  "account_id" VARCHAR(40) NOT NULL,
  "given_name" VARCHAR(80),
  "family_name" VARCHAR(80),
  "birth_date" DATE,
  "national_id" VARCHAR(40),
  "passport_number" VARCHAR(40),
  "income_band" VARCHAR(20),
  "email" VARCHAR(120),
  "mobile" VARCHAR(40),
  PRIMARY KEY ("account_id")
);

CREATE TABLE "household_member" (
  "household_id" VARCHAR(40) NOT NULL,
  "member_id" VARCHAR(40) NOT NULL,
  "role" VARCHAR(20) NOT NULL,
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  PRIMARY KEY ("household_id", "member_id", "valid_from")
);

CREATE TABLE "territory_account" (
  "territory_id" VARCHAR(20) NOT NULL,
  "account_id" VARCHAR(40) NOT NULL,
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  PRIMARY KEY ("territory_id", "account_id", "valid_from")
);

CREATE TABLE "contact" (
  "contact_id" BIGINT NOT NULL,
  "full_name" VARCHAR(160),
  "given_name" VARCHAR(80),
  "family_name" VARCHAR(80),
  "email" VARCHAR(120),
  "phone" VARCHAR(40),
  "mobile" VARCHAR(40),
  "birth_date" DATE,
  "country" VARCHAR(80),
  "language" VARCHAR(8),
  "preferred_channel" VARCHAR(20),
  "verified_on" DATE,
  "updated_at" TIMESTAMP NOT NULL,
  PRIMARY KEY ("contact_id")
);

CREATE TABLE "contact_role" (
  "role_id" BIGINT NOT NULL,
  "contact_id" BIGINT NOT NULL,
  "account_id" VARCHAR(40) NOT NULL,
  "role" VARCHAR(30) NOT NULL,
  "job_title" VARCHAR(80),
  "department" VARCHAR(60),
  "is_primary" BOOLEAN NOT NULL,
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  PRIMARY KEY ("role_id")
);

CREATE TABLE "contact_link" (
  "link_id" BIGINT NOT NULL,
  "from_contact_id" BIGINT NOT NULL,
  "to_contact_id" BIGINT NOT NULL,
  "kind" VARCHAR(20) NOT NULL,
  "strength" DECIMAL(3, 2),
  "basis" VARCHAR(20) NOT NULL,
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  PRIMARY KEY ("link_id")
);

CREATE TABLE "lead" (
  "lead_id" BIGINT NOT NULL,
  "origin" VARCHAR(20),
  "campaign_id" VARCHAR(20),
  "company_name" VARCHAR(200),
  "person_name" VARCHAR(160),
  "email" VARCHAR(120),
  "country" VARCHAR(80),
  "status" VARCHAR(20) NOT NULL,
  "score" INTEGER,
  "has_fit" BOOLEAN,
  "has_need" BOOLEAN,
  "has_budget" BOOLEAN,
  "has_authority" BOOLEAN,
  "created_on" DATE NOT NULL,
  "converted_on" DATE,
  "converted_account_id" VARCHAR(40),
  "disqualified_reason" VARCHAR(80),
  PRIMARY KEY ("lead_id")
);

CREATE TABLE "opportunity" (
  "opportunity_id" BIGINT NOT NULL,
  "account_id" VARCHAR(40),
  "lead_id" BIGINT,
  "name" VARCHAR(200) NOT NULL,
  "stage" VARCHAR(20) NOT NULL,
  "amount" DECIMAL(15, 2),
  "currency" VARCHAR(3),
  "probability" INTEGER,
  "forecast_category" VARCHAR(20),
  "created_on" DATE NOT NULL,
  "close_date" DATE,
  "owner_id" VARCHAR(20),
  "territory_id" VARCHAR(20),
  "campaign_id" VARCHAR(20),
  "competitor" VARCHAR(80),
  "loss_reason" VARCHAR(40),
  PRIMARY KEY ("opportunity_id")
);

CREATE TABLE "stage_history" (
  "opportunity_id" BIGINT NOT NULL,
  "position" INTEGER NOT NULL,
  "stage" VARCHAR(20) NOT NULL,
  "entered_on" DATE NOT NULL,
  "left_on" DATE,
  PRIMARY KEY ("opportunity_id", "position")
);

CREATE TABLE "opportunity_contact" (
  "opportunity_id" BIGINT NOT NULL,
  "contact_id" BIGINT NOT NULL,
  "role" VARCHAR(30) NOT NULL,
  PRIMARY KEY ("opportunity_id", "contact_id", "role")
);

CREATE TABLE "opportunity_line" (
  "opportunity_id" BIGINT NOT NULL,
  "line_no" INTEGER NOT NULL,
  "product_id" VARCHAR(20) NOT NULL,
  "quantity" INTEGER NOT NULL,
  "amount" DECIMAL(15, 2),
  "currency" VARCHAR(3),
  PRIMARY KEY ("opportunity_id", "line_no")
);

CREATE TABLE "forecast" (
  "forecast_id" BIGINT NOT NULL,
  "snapshot_on" DATE NOT NULL,
  "period" VARCHAR(10) NOT NULL,
  "territory_id" VARCHAR(20) NOT NULL,
  "owner_id" VARCHAR(20) NOT NULL,
  "category" VARCHAR(20) NOT NULL,
  "amount" DECIMAL(15, 2) NOT NULL,
  "currency" VARCHAR(3),
  PRIMARY KEY ("forecast_id")
);

CREATE TABLE "interaction" (
  "interaction_id" BIGINT NOT NULL,
  "channel" VARCHAR(20) NOT NULL,
  "direction" VARCHAR(10) NOT NULL,
  "subject" VARCHAR(200),
  "reason" VARCHAR(30),
  "occurred_at" TIMESTAMP NOT NULL,
  "contact_id" BIGINT,
  "account_id" VARCHAR(40),
  "opportunity_id" BIGINT,
  "campaign_id" VARCHAR(20),
  "user_id" VARCHAR(20),
  "sentiment" VARCHAR(10),
  PRIMARY KEY ("interaction_id")
);

CREATE TABLE "sales_order" (
  "order_id" BIGINT NOT NULL,
  "account_id" VARCHAR(40) NOT NULL,
  "opportunity_id" BIGINT,
  "ordered_on" DATE NOT NULL,
  "status" VARCHAR(20) NOT NULL,
  "channel" VARCHAR(20) NOT NULL,
  "amount" DECIMAL(15, 2) NOT NULL,
  "currency" VARCHAR(3),
  PRIMARY KEY ("order_id")
);

CREATE TABLE "order_line" (
  "order_id" BIGINT NOT NULL,
  "line_no" INTEGER NOT NULL,
  "product_id" VARCHAR(20) NOT NULL,
  "quantity" INTEGER NOT NULL,
  "unit_price" DECIMAL(15, 2) NOT NULL,
  PRIMARY KEY ("order_id", "line_no")
);

CREATE TABLE "order_event" (
  "order_id" BIGINT NOT NULL,
  "position" INTEGER NOT NULL,
  "step" VARCHAR(30) NOT NULL,
  "lane" VARCHAR(30) NOT NULL,
  "occurred_at" TIMESTAMP NOT NULL,
  PRIMARY KEY ("order_id", "position")
);

CREATE TABLE "campaign_member" (
  "campaign_id" VARCHAR(20) NOT NULL,
  "contact_id" BIGINT NOT NULL,
  "status" VARCHAR(20) NOT NULL,
  "responded_on" DATE,
  PRIMARY KEY ("campaign_id", "contact_id")
);

CREATE TABLE "consent" (
  "consent_id" BIGINT NOT NULL,
  "contact_id" BIGINT NOT NULL,
  "purpose" VARCHAR(30) NOT NULL,
  "channel" VARCHAR(20) NOT NULL,
  "status" VARCHAR(20) NOT NULL,
  "legal_basis" VARCHAR(30) NOT NULL,
  "captured_at" TIMESTAMP NOT NULL,
  "valid_from" DATE NOT NULL,
  "valid_to" DATE,
  "evidence" VARCHAR(120),
  PRIMARY KEY ("consent_id")
);
