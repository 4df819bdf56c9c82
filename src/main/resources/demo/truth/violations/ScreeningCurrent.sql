SELECT DISTINCT 'kyc' AS source, 'party' AS type, CAST(last."subjectId" AS VARCHAR) AS key
FROM (SELECT "subjectId", list, max(TRY_CAST("ranOn" AS DATE)) AS ran_on FROM kyc.screening GROUP BY ALL) last
JOIN (
  SELECT list, max(TRY_CAST("publishedOn" AS DATE)) AS published_on FROM kyc."listVersion"
  WHERE TRY_CAST("publishedOn" AS DATE) <= DATE '2026-06-30'
  GROUP BY list
) newest ON newest.list = last.list
WHERE last.ran_on < newest.published_on
