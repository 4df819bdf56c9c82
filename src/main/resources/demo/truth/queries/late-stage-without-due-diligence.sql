SELECT DISTINCT 'opportunity/crm/' || o.opportunity_id AS opportunity, coalesce(i.party, 'party/crm/' || o.account_id) AS party, 'scheme:pipeline-stage/' || o.stage AS stage
FROM crm.opportunity o
JOIN crm.account a ON a.account_id = o.account_id
LEFT JOIN truth.identity i ON i.source = 'crm' AND i.type = 'account' AND i.key = o.account_id
WHERE o.stage IN ('negotiation', 'contract') AND NOT EXISTS (
  SELECT 1 FROM truth.identity k JOIN kyc."case" c ON c."subjectId" = k.key
  WHERE k.source = 'kyc' AND k.party = i.party AND c.status = 'approved')
