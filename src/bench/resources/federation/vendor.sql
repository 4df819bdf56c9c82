CREATE FUNCTION lei(e integer) RETURNS varchar(20) LANGUAGE sql IMMUTABLE AS $$ SELECT ('5299'||upper(substr(md5('entity'||e),1,14))||lpad((e%98)::text,2,'0'))::varchar(20) $$;
CREATE FUNCTION h(s text, m integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT (('x'||substr(md5(s),1,7))::bit(28)::integer % m) $$;
CREATE FUNCTION country(e integer) RETURNS varchar(2) LANGUAGE sql IMMUTABLE AS $$ SELECT (ARRAY['DE','FR','US','GB','NL','BE','IT','ES','CH','LU'])[1+h('country'||e,10)]::varchar(2) $$;
CREATE TABLE suppliers(id integer PRIMARY KEY, name varchar(80) NOT NULL, lei varchar(20) NOT NULL UNIQUE, country varchar(2) NOT NULL, vat varchar(14) NOT NULL);
INSERT INTO suppliers SELECT i, 'Supplier '||i||' & Sons', lei(5*i+:parties/8), country(5*i+:parties/8), country(5*i+:parties/8)||lpad((i*7919::bigint%1000000000)::text,9,'0') FROM generate_series(1,:parties/5) i;
CREATE TABLE invoices(id integer PRIMARY KEY, supplier_id integer NOT NULL REFERENCES suppliers(id), lei varchar(20) NOT NULL, number varchar(16) NOT NULL, amount numeric(12,2) NOT NULL, issued date NOT NULL);
INSERT INTO invoices SELECT i, s, lei(5*s+:parties/8), 'INV-'||lpad(i::text,7,'0'), h('inv'||i,900000)/10.0, date '2025-01-01'+h('is'||i,600) FROM (SELECT i, 1+h('ivs'||i,:parties/5) s FROM generate_series(1,2*:parties) i) x;
CREATE INDEX inv_sup ON invoices(supplier_id); CREATE INDEX inv_lei ON invoices(lei); ANALYZE;
