CREATE FUNCTION lei(e integer) RETURNS varchar(20) LANGUAGE sql IMMUTABLE AS $$ SELECT ('5299'||upper(substr(md5('entity'||e),1,14))||lpad((e%98)::text,2,'0'))::varchar(20) $$;
CREATE FUNCTION h(s text, m integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT (('x'||substr(md5(s),1,7))::bit(28)::integer % m) $$;
CREATE FUNCTION country(e integer) RETURNS varchar(2) LANGUAGE sql IMMUTABLE AS $$ SELECT (ARRAY['DE','FR','US','GB','NL','BE','IT','ES','CH','LU'])[1+h('country'||e,10)]::varchar(2) $$;
CREATE TABLE accounts(id integer PRIMARY KEY, name varchar(80) NOT NULL, lei varchar(20) UNIQUE, country varchar(2) NOT NULL, segment varchar(12) NOT NULL, created date NOT NULL);
INSERT INTO accounts SELECT i, 'Account '||i||' "'||substr(md5(i::text),1,8)||'"', CASE WHEN i%20=0 THEN NULL ELSE lei(i) END, country(i),
 CASE WHEN h('seg'||i,20)=0 THEN 'strategic' ELSE (ARRAY['retail','sme','corporate'])[1+h('seg2'||i,3)] END, date '2015-01-01'+h('cr'||i,3650) FROM generate_series(1,:parties) i;
CREATE TABLE contacts(id integer PRIMARY KEY, account_id integer NOT NULL REFERENCES accounts(id), given_name varchar(40) NOT NULL, family_name varchar(40) NOT NULL, email varchar(80), role varchar(12) NOT NULL);
INSERT INTO contacts SELECT i, 1+(i*7919::bigint)%:parties, 'Given'||(i%1000), 'Family'||(i%5000), CASE WHEN i%10=0 THEN NULL ELSE 'p'||i||'@example.org' END, (ARRAY['buyer','cfo','legal','ops','it'])[1+i%5] FROM generate_series(1,2*:parties) i;
CREATE TABLE opportunities(id integer PRIMARY KEY, account_id integer NOT NULL REFERENCES accounts(id), title varchar(60) NOT NULL, amount numeric(14,2) NOT NULL, stage varchar(10) NOT NULL, close_date date NOT NULL);
INSERT INTO opportunities SELECT i, 1+h('oppacc'||i,:parties), 'Opportunity '||i, ((i::bigint*7919)%30011)*100+(i%100)/100.0, (ARRAY['open','won','lost'])[1+h('stage'||i,3)], date '2024-01-01'+h('cl'||i,1000) FROM generate_series(1,3*:parties/2) i;
CREATE INDEX contacts_acc ON contacts(account_id); CREATE INDEX opp_acc ON opportunities(account_id); CREATE INDEX acc_seg ON accounts(segment); ANALYZE;
