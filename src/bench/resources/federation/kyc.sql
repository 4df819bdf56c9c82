CREATE FUNCTION lei(e integer) RETURNS varchar(20) LANGUAGE sql IMMUTABLE AS $$ SELECT ('5299'||upper(substr(md5('entity'||e),1,14))||lpad((e%98)::text,2,'0'))::varchar(20) $$;
CREATE FUNCTION h(s text, m integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT (('x'||substr(md5(s),1,7))::bit(28)::integer % m) $$;
CREATE FUNCTION country(e integer) RETURNS varchar(2) LANGUAGE sql IMMUTABLE AS $$ SELECT (ARRAY['DE','FR','US','GB','NL','BE','IT','ES','CH','LU'])[1+h('country'||e,10)]::varchar(2) $$;
CREATE TABLE parties(id integer PRIMARY KEY, legal_name varchar(80) NOT NULL, lei varchar(20) NOT NULL UNIQUE, country varchar(2) NOT NULL, risk varchar(6) NOT NULL, review_date date NOT NULL);
INSERT INTO parties SELECT i, 'Party '||(i+3*:parties/20)||' Ltd', lei(i+3*:parties/20), CASE WHEN h('mv'||i,50)=0 THEN 'XX' ELSE country(i+3*:parties/20) END,
 CASE WHEN h('risk'||i,100)<8 THEN 'HIGH' WHEN h('risk'||i,100)<35 THEN 'MEDIUM' ELSE 'LOW' END, date '2025-01-01'+h('rv'||i,900) FROM generate_series(1,9*:parties/10) i;
CREATE TABLE owners(id integer PRIMARY KEY, party_id integer NOT NULL REFERENCES parties(id), owner_name varchar(60) NOT NULL, share_pct numeric(5,2) NOT NULL);
INSERT INTO owners SELECT i, CASE WHEN i<=9*:parties/10 THEN i ELSE (i-9*:parties/10)*2 END, 'Owner '||h('ow'||i,9000), CASE WHEN i<=9*:parties/10 THEN 60 ELSE 40 END + (i%7)/4.0 FROM generate_series(1,27*:parties/20) i;
CREATE INDEX owners_party ON owners(party_id); CREATE INDEX parties_risk ON parties(risk); ANALYZE;
