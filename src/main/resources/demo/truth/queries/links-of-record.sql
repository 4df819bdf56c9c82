WITH records AS (
  SELECT party, source, type, key,
    CASE WHEN type IN ('contact', 'requester', 'mailbox', 'profile') THEN 'person' ELSE 'party' END || '/' || source || '/' || key AS record,
    row_number() OVER (PARTITION BY party ORDER BY source, type, key) AS position
  FROM truth.identity
)
SELECT a.record, b.record AS other, 'gov:same' AS kind, NULL AS evidence
FROM records a JOIN records b ON b.party = a.party
WHERE a.position = 1 AND b.position > 1
