CREATE TABLE customers (
  id bigint PRIMARY KEY,
  lei varchar(20) NOT NULL,
  name text NOT NULL,
  country varchar(2),
  city text,
  segment varchar(20),
  email varchar(120),
  employees integer,
  created date NOT NULL
);
CREATE TABLE contacts (
  id bigint PRIMARY KEY,
  customer_id bigint NOT NULL,
  given_name text,
  family_name text NOT NULL,
  email varchar(120),
  role varchar(40),
  phone varchar(30)
);
INSERT INTO customers
SELECT g,
  upper(substr(md5('lei ' || g), 1, 20)),
  'Company ' || g || ' "Söhne" & Co',
  (ARRAY['DE', 'FR', 'NL', 'GB', 'US', NULL])[1 + g % 6],
  (ARRAY['München', 'Paris', 'Den Haag', 'London', 'New York'])[1 + g % 5],
  (ARRAY['large', 'small', 'medium'])[1 + g % 3],
  'info@c' || g || '.example.com',
  CASE WHEN g % 7 = 0 THEN NULL ELSE g % 5000 END,
  date '2010-01-01' + (g % 5000)::int
FROM generate_series(1, :customers) g;
INSERT INTO contacts
SELECT g,
  1 + (g * 7919::bigint) % :customers,
  'Ann' || g % 100,
  'Meier-' || g % 1000,
  CASE WHEN g % 10 = 0 THEN NULL ELSE 'p' || g || '@c.example.com' END,
  (ARRAY['CEO', 'buyer', 'technical contact'])[1 + g % 3],
  '+49 ' || g * 37::bigint % 1000000
FROM generate_series(1, :contacts) g;
ALTER TABLE contacts ADD FOREIGN KEY (customer_id) REFERENCES customers (id);
