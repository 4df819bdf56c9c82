SELECT 'scheme:pipeline-stage/' || stage AS stage, count(*) AS passages, sum(left_on - entered_on) AS days
FROM crm.stage_history
WHERE left_on IS NOT NULL
GROUP BY stage
