SELECT DISTINCT v.party
FROM truth.identity v JOIN truth.identity c ON c.party = v.party
WHERE v.source = 'vendor' AND c.type = 'account' AND c.source = 'crm' 
