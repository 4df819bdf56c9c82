SELECT 'golden' AS view, 'crm' AS source, 'opportunity' AS type, CAST(o.opportunity_id AS VARCHAR) AS key
FROM crm.opportunity o
JOIN crm.account a ON a.account_id = o.account_id
LEFT JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = a.account_id
WHERE o.stage IN ('negotiation', 'contract') AND NOT EXISTS (
  SELECT 1 FROM truth.identity k JOIN kyc."case" c ON c."subjectId" = k.key
  WHERE k.source = 'kyc' AND k.party = i.party AND c.status = 'approved')
