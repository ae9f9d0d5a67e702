-- Which hosts, services and versions have deadlocks, and where do several threads wait for one lock?
WITH troubles AS (
    SELECT host, service, version, 'deadlock' AS trouble, unnest(summary.deadlocks).text AS what
    FROM reports
    UNION ALL
    SELECT host, service, version, 'contention' AS trouble,
        format('{} threads wait for {}', len(c.waiters), c.what) AS what
    FROM (SELECT host, service, version, unnest(summary.contentions) AS c FROM reports)
)
SELECT
    trouble, service, version,
    count(DISTINCT host) AS hosts,
    min_by(what, host) AS for_example,
    list(DISTINCT host ORDER BY host)[:5] AS on_hosts
FROM troubles
GROUP BY trouble, service, version
ORDER BY trouble DESC, hosts DESC, service, version;
