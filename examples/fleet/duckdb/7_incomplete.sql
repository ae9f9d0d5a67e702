-- Which reports are incomplete, and why? And which files are no reports at all?
WITH gaps AS (
    SELECT host, service, version, s.key AS part, s.value.status, s.value.reason
    FROM (SELECT host, service, version, unnest(map_entries(sections)) AS s FROM reports)
    WHERE s.value.status <> 'ok'
    UNION ALL
    SELECT host, service, version, 'config', config.status, config.reason
    FROM reports
    WHERE config.status <> 'complete'
    UNION ALL
    -- Threads without a stack, stacks that end early.
    SELECT host, service, version, 'threads', 'partial', what
    FROM (SELECT host, service, version, sections, unnest(summary.missing) AS what FROM reports)
    WHERE NOT list_contains(map_keys(sections), split_part(what, ':', 1))
    UNION ALL
    SELECT NULL, NULL, NULL, 'file', 'no report', filename FROM unreadable
)
SELECT
    part, status, service, version,
    count(*) AS reports,
    min(reason) AS for_example,
    list(DISTINCT host ORDER BY host)[:5] AS on_hosts
FROM gaps
GROUP BY part, status, service, version
ORDER BY reports DESC, part, service, version;
