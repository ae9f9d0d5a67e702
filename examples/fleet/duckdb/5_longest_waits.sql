-- Which threads have waited for another one for the longest time? The longest of each host.
--
-- Where the kernel does not tell since when a thread waits, the report does not, either.
SELECT
    host, service, version, thread, place,
    round(since_ms / 1000, 1) AS seconds,
    at_least,
    reason
FROM threads
WHERE is_blocked AND since_ms IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY host ORDER BY since_ms DESC, report) = 1
ORDER BY since_ms DESC, host
LIMIT 10;
