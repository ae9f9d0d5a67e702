-- Which services and versions have the widest stack, and which share of their hosts?
SELECT
    service,
    version,
    count(DISTINCT host) FILTER (report IN (FROM affected)) AS affected_hosts,
    count(DISTINCT host) AS hosts,
    round(100 * affected_hosts / hosts, 1) AS percent,
    list(host ORDER BY host) FILTER (report IN (FROM affected))[:5] AS for_example
FROM reports
GROUP BY service, version
ORDER BY percent DESC, service, version;
