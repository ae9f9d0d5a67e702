-- Which services and versions have the widest stack, and which share of their hosts?
WITH
    (
        SELECT stack FROM threads WHERE is_blocked
        GROUP BY stack ORDER BY count() DESC, stack LIMIT 1
    ) AS widest,
    affected AS (SELECT DISTINCT report FROM threads WHERE stack = widest)
SELECT
    service,
    version,
    uniqExactIf(host, report IN affected) AS affected_hosts,
    uniqExact(host) AS hosts,
    round(100 * affected_hosts / hosts, 1) AS percent
FROM reports
GROUP BY service, version
ORDER BY percent DESC, service, version
