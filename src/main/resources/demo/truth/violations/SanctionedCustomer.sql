SELECT DISTINCT 'golden' AS view, 'crm' AS source, 'account' AS type, CAST(a.account_id AS VARCHAR) AS key
FROM crm.account a
JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id
JOIN truth.identity k ON k.source = 'kyc' AND k.party = i.party
JOIN kyc.screening s ON s."subjectId" = k.key, json_each(s.hits) h
JOIN kyc."listEntry" e ON e."entryId" = h.value ->> '$.entryId'
WHERE a.status = 'active' AND h.value ->> '$.disposition' = 'confirmed' AND e.kind = 'sanction'
