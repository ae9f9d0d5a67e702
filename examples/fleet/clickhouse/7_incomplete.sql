-- Which reports have sections that are incomplete, and why? And which files are no reports at all?
WITH gaps AS (
    SELECT service, version, section.1 AS part, section.2.status AS status,
        section.2.reason AS reason
    FROM reports
    ARRAY JOIN CAST(sections, 'Array(Tuple(String, Tuple(status String, reason Nullable(String))))')
        AS section
    WHERE status != 'ok'
    UNION ALL
    SELECT '', '', 'file', 'no report', filename FROM unreadable
)
SELECT part, status, service, version, count() AS reports, min(reason) AS for_example
FROM gaps
GROUP BY part, status, service, version
ORDER BY reports DESC, part, service, version
