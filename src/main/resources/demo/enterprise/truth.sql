-- What the queries of the truth build on: who is who, the day of the data, numbers with check digits.
CREATE SCHEMA truth;
CREATE TABLE truth.identity (source VARCHAR, type VARCHAR, key VARCHAR, party VARCHAR);
CREATE TABLE truth.country (written VARCHAR, code VARCHAR);
CREATE TABLE truth.violation (shape VARCHAR, view VARCHAR, source VARCHAR, type VARCHAR, key VARCHAR, results BIGINT);
-- A period is half-open.
CREATE MACRO valid_on(valid_from, valid_to, day) AS valid_from <= day AND (valid_to IS NULL OR day < valid_to);
CREATE MACRO lei_form(code) AS regexp_full_match(code, '[0-9A-Z]{18}[0-9]{2}');
-- ISO 7064 MOD 97-10 over the characters, letters as two digits.
CREATE MACRO lei_remainder(code) AS list_reduce(
  list_prepend(0, list_transform(string_split(code, ''), lambda c: strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', c) - 1)),
  lambda sum, digit: (sum * CASE WHEN digit > 9 THEN 100 ELSE 10 END + digit) % 97);
CREATE MACRO lei_valid(code) AS lei_form(code) AND lei_remainder(code) = 1;
