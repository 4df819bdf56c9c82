-- A supplier whose party has an account of the crm or is a customer of billing.
SELECT DISTINCT s.key AS supplier, c.source, c.key AS customer
FROM truth.identity s JOIN truth.identity c ON c.party = s.party
WHERE s.source = 'vendor' AND (c.source = 'crm' AND c.type = 'account' OR c.source = 'billing')
