-- Who wrote to whom, from the mail server's log: Parquet files. No text of any mail.

CREATE TABLE "mailbox" (
  "address" VARCHAR NOT NULL,
  "display_name" VARCHAR,
  "is_internal" BOOLEAN NOT NULL,
  PRIMARY KEY ("address")
);

CREATE TABLE "message" (
  "message_id" VARCHAR NOT NULL,
  "sent_at" TIMESTAMP NOT NULL,
  "from_address" VARCHAR NOT NULL,
  "to_address" VARCHAR NOT NULL,
  "recipient_count" INTEGER NOT NULL,
  "is_reply" BOOLEAN NOT NULL,
  PRIMARY KEY ("message_id", "to_address")
);
