-- Help desk: one file of JSON lines for each table. Countries are free text as the requester typed it.

CREATE TABLE "requester" (
  "requesterId" VARCHAR NOT NULL,
  "name" VARCHAR,
  "email" VARCHAR,
  "phone" VARCHAR,
  "organisation" VARCHAR,
  "country" VARCHAR,
  "createdAt" TIMESTAMP NOT NULL,
  PRIMARY KEY ("requesterId")
);

CREATE TABLE "serviceLevel" (
  "reason" VARCHAR NOT NULL,
  "priority" VARCHAR NOT NULL,
  "responseMinutes" INTEGER NOT NULL,
  "resolutionMinutes" INTEGER NOT NULL,
  PRIMARY KEY ("reason", "priority")
);

CREATE TABLE "ticket" (
  "ticketId" VARCHAR NOT NULL,
  "requesterId" VARCHAR NOT NULL,
  "crmAccount" VARCHAR,
  "crmInteraction" BIGINT,
  "channel" VARCHAR NOT NULL,
  "reason" VARCHAR NOT NULL,
  "priority" VARCHAR,
  "severity" INTEGER,
  "status" VARCHAR NOT NULL,
  "subject" VARCHAR,
  "openedAt" TIMESTAMP NOT NULL,
  "respondedAt" TIMESTAMP,
  "solvedAt" TIMESTAMP,
  "dueAt" TIMESTAMP,
  "escalationLevel" INTEGER NOT NULL,
  "notifications" INTEGER NOT NULL,
  "assignments" JSON,
  "clock" JSON,
  PRIMARY KEY ("ticketId")
);
