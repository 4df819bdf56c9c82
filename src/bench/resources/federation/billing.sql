CREATE FUNCTION lei(e integer) RETURNS varchar(20) LANGUAGE sql IMMUTABLE AS $$ SELECT ('5299'||upper(substr(md5('entity'||e),1,14))||lpad((e%98)::text,2,'0'))::varchar(20) $$;
CREATE FUNCTION h(s text, m integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT (('x'||substr(md5(s),1,7))::bit(28)::integer % m) $$;
CREATE FUNCTION country(e integer) RETURNS varchar(2) LANGUAGE sql IMMUTABLE AS $$ SELECT (ARRAY['DE','FR','US','GB','NL','BE','IT','ES','CH','LU'])[1+h('country'||e,10)]::varchar(2) $$;
CREATE TABLE customers(no integer PRIMARY KEY, name varchar(80) NOT NULL, lei varchar(20) NOT NULL UNIQUE, country varchar(2) NOT NULL, terms integer NOT NULL);
INSERT INTO customers SELECT i, 'Customer '||i, lei(2*i), country(2*i), (ARRAY[14,30,60])[1+h('terms'||i,3)] FROM generate_series(1,:parties/2) i;
CREATE TABLE bills(id integer PRIMARY KEY, customer_no integer NOT NULL REFERENCES customers(no), number varchar(16) NOT NULL, amount numeric(12,2) NOT NULL, due date NOT NULL, status varchar(10) NOT NULL);
INSERT INTO bills SELECT i, 1+h('billc'||i,:parties/2), 'B-'||lpad(i::text,8,'0'), h('bill'||i,700000)/10.0, date '2025-01-01'+h('due'||i,600), (ARRAY['paid','paid','paid','open','overdue'])[1+h('bs'||i,5)] FROM generate_series(1,2*:parties) i;
CREATE INDEX bills_customer ON bills(customer_no); ANALYZE;
