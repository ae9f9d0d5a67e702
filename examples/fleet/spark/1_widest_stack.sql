-- In which stack do most threads of the fleet wait for another thread, and on how many hosts?
SELECT
    place,
    count_if(is_blocked) AS blocked,
    count(DISTINCT host) AS hosts,
    round(count(*) / count(DISTINCT report), 1) AS threads_per_process,
    -- What differs between hosts is where it is.
    mode(regexp_replace(reason, ' at 0x[0-9a-f]+', '')) AS waits,
    stack
FROM threads
GROUP BY stack, place
ORDER BY blocked DESC, hosts DESC, stack
LIMIT 10
