-- Which services and versions have the widest stack, and which share of their hosts?
SELECT
    service,
    version,
    uniqExactIf(host, report IN (SELECT report FROM affected)) AS affected_hosts,
    uniqExact(host) AS hosts,
    round(100 * affected_hosts / hosts, 1) AS percent
FROM reports
GROUP BY service, version
ORDER BY percent DESC, service, version
