-- What else goes on in the processes that have the widest stack, and in no others?
WITH
    (
        SELECT stack FROM threads WHERE is_blocked
        GROUP BY stack ORDER BY count() DESC, stack LIMIT 1
    ) AS widest,
    affected AS (SELECT DISTINCT report FROM threads WHERE stack = widest)
SELECT
    place,
    uniqExact(report) AS processes,
    (SELECT count() FROM affected) AS of_affected,
    topK(1)(name)[1] AS thread,
    stack
FROM threads
WHERE stack != widest
GROUP BY stack, place
HAVING countIf(report NOT IN affected) = 0
ORDER BY processes DESC, stack
LIMIT 10
