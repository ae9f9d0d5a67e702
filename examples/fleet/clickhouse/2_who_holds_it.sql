-- What else goes on in the processes that have the widest stack, and in no others?
SELECT
    place,
    uniqExact(report) AS processes,
    (SELECT count() FROM affected) AS of_affected,
    topK(1)(name)[1] AS thread,
    stack
FROM threads
WHERE stack NOT IN (SELECT stack FROM widest)
GROUP BY stack, place
HAVING countIf(report NOT IN (SELECT report FROM affected)) = 0
ORDER BY processes DESC, stack
LIMIT 10
