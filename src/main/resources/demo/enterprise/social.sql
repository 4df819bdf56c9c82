-- A professional network's export: CSV files, all values text. Location is one line: "Hamburg, Germany".

CREATE TABLE "profile" (
  "handle" VARCHAR NOT NULL,
  "platform" VARCHAR NOT NULL,
  "display_name" VARCHAR,
  "headline" VARCHAR,
  "employer" VARCHAR,
  "location" VARCHAR,
  "country" VARCHAR,
  "followers" INTEGER,
  "joined_on" DATE,
  PRIMARY KEY ("handle")
);

CREATE TABLE "tie" (
  "from_handle" VARCHAR NOT NULL,
  "to_handle" VARCHAR NOT NULL,
  "kind" VARCHAR NOT NULL,
  "since" DATE NOT NULL,
  "until" DATE,
  PRIMARY KEY ("from_handle", "to_handle", "kind")
);
