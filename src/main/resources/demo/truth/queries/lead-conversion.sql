SELECT 'scheme:lead-source/' || origin AS source, count(*) AS leads, count(*) FILTER (status = 'converted') AS converted
FROM crm.lead
WHERE origin IS NOT NULL
GROUP BY origin
