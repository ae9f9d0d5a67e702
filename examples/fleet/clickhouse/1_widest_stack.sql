-- In which stack do most threads of the fleet wait for another thread, and on how many hosts?
SELECT
    place,
    countIf(is_blocked) AS blocked,
    uniqExact(host) AS hosts,
    round(count() / uniqExact(report), 1) AS threads_per_process,
    -- What differs between hosts is where it is.
    topK(1)(replaceRegexpOne(ifNull(reason, ''), ' at 0x[0-9a-f]+', ''))[1] AS waits,
    stack
FROM threads
GROUP BY stack, place
ORDER BY blocked DESC, hosts DESC, stack
LIMIT 10
