-- Which services and versions have the widest stack, and which share of their hosts?
SELECT
    service,
    version,
    count(DISTINCT host) FILTER (WHERE is_affected) AS affected_hosts,
    count(DISTINCT host) AS hosts,
    round(100 * affected_hosts / hosts, 1) AS percent
FROM reports
LEFT JOIN affected USING (report)
GROUP BY service, version
ORDER BY percent DESC, service, version
