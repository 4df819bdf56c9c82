-- Know your customer: one file of JSON lines for each table. JSON columns hold arrays; an absent or null
-- member is a NULL. Countries are ISO 3166-1 alpha-3. Shares are percent.

CREATE TABLE "subject" (
  "subjectId" VARCHAR NOT NULL,
  "kind" VARCHAR NOT NULL,
  "name" VARCHAR,
  "givenName" VARCHAR,
  "familyName" VARCHAR,
  "otherNames" JSON,
  "birthDate" DATE,
  "birthPlace" VARCHAR,
  "nationalities" JSON,
  "residenceCountry" VARCHAR,
  "nationalId" VARCHAR,
  "legalForm" VARCHAR,
  "lei" VARCHAR,
  "registrationNumber" VARCHAR,
  "taxId" VARCHAR,
  "incorporatedOn" DATE,
  "street" VARCHAR,
  "city" VARCHAR,
  "postalCode" VARCHAR,
  "country" VARCHAR,
  "email" VARCHAR,
  "pepStatus" VARCHAR,
  "pepDeterminedOn" DATE,
  PRIMARY KEY ("subjectId")
);

CREATE TABLE "case" (
  "caseId" VARCHAR NOT NULL,
  "subjectId" VARCHAR NOT NULL,
  "crmAccount" VARCHAR,
  "level" VARCHAR NOT NULL,
  "trigger" VARCHAR NOT NULL,
  "status" VARCHAR NOT NULL,
  "jurisdictions" JSON,
  "openedOn" DATE NOT NULL,
  "decidedOn" DATE,
  "relationshipStart" DATE,
  "identityVerifiedOn" DATE,
  "lastReviewedOn" DATE,
  "nextReviewOn" DATE,
  "purpose" VARCHAR,
  "sourceOfWealth" VARCHAR,
  "sourceOfFunds" VARCHAR,
  "approvals" JSON,
  PRIMARY KEY ("caseId")
);

CREATE TABLE "document" (
  "documentId" VARCHAR NOT NULL,
  "subjectId" VARCHAR NOT NULL,
  "type" VARCHAR NOT NULL,
  "number" VARCHAR,
  "issuer" VARCHAR,
  "issuingCountry" VARCHAR,
  "issuedOn" DATE,
  "expiresOn" DATE,
  "verifiedOn" DATE,
  PRIMARY KEY ("documentId")
);

CREATE TABLE "statement" (
  "statementId" VARCHAR NOT NULL,
  "subjectId" VARCHAR NOT NULL,
  "interestedPartyId" VARCHAR,
  "unknownReason" VARCHAR,
  "interestType" VARCHAR NOT NULL,
  "shareExact" DECIMAL,
  "shareMinimum" DECIMAL,
  "shareMaximum" DECIMAL,
  "directOrIndirect" VARCHAR NOT NULL,
  "beneficialOwnership" BOOLEAN NOT NULL,
  "isComponent" BOOLEAN NOT NULL,
  "components" JSON,
  "nomineeFor" VARCHAR,
  "isNominee" BOOLEAN NOT NULL,
  "sourceType" VARCHAR NOT NULL,
  "statedOn" DATE NOT NULL,
  "validFrom" DATE NOT NULL,
  "validTo" DATE,
  PRIMARY KEY ("statementId")
);

CREATE TABLE "relation" (
  "relationId" VARCHAR NOT NULL,
  "fromId" VARCHAR NOT NULL,
  "toId" VARCHAR NOT NULL,
  "kind" VARCHAR NOT NULL,
  "role" VARCHAR,
  "signingLimit" DECIMAL,
  "currency" VARCHAR,
  "validFrom" DATE NOT NULL,
  "validTo" DATE,
  PRIMARY KEY ("relationId")
);

CREATE TABLE "listVersion" (
  "list" VARCHAR NOT NULL,
  "version" VARCHAR NOT NULL,
  "publishedOn" DATE NOT NULL,
  PRIMARY KEY ("list", "version")
);

CREATE TABLE "listEntry" (
  "entryId" VARCHAR NOT NULL,
  "list" VARCHAR NOT NULL,
  "kind" VARCHAR NOT NULL,
  "name" VARCHAR NOT NULL,
  "country" VARCHAR,
  "program" VARCHAR,
  "position" VARCHAR,
  "listedOn" DATE NOT NULL,
  "delistedOn" DATE,
  PRIMARY KEY ("entryId")
);

CREATE TABLE "screening" (
  "runId" VARCHAR NOT NULL,
  "subjectId" VARCHAR NOT NULL,
  "list" VARCHAR NOT NULL,
  "listVersion" VARCHAR,
  "ranOn" DATE NOT NULL,
  "hits" JSON,
  PRIMARY KEY ("runId")
);

CREATE TABLE "assessment" (
  "assessmentId" VARCHAR NOT NULL,
  "subjectId" VARCHAR NOT NULL,
  "rating" VARCHAR NOT NULL,
  "score" INTEGER,
  "method" VARCHAR,
  "assessedOn" DATE NOT NULL,
  "validFrom" DATE NOT NULL,
  "validTo" DATE,
  "rationale" VARCHAR,
  "overriddenBy" VARCHAR,
  "factors" JSON,
  PRIMARY KEY ("assessmentId")
);
