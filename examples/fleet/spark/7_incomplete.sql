-- Which reports have sections that are incomplete, and why? And which files are no reports at all?
WITH gaps AS (
    SELECT service, version, part, section.status, section.reason
    FROM reports LATERAL VIEW explode(sections) AS part, section
    WHERE section.status <> 'ok'
    UNION ALL
    SELECT NULL, NULL, 'file', 'no report', filename FROM unreadable
)
SELECT part, status, service, version, count(*) AS reports, min(reason) AS for_example
FROM gaps
GROUP BY part, status, service, version
ORDER BY reports DESC, part, service, version
