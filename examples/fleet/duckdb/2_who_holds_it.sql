-- What else goes on in the processes that have the widest stack, and in no others?
--
-- A std Mutex does not say who has it. Whoever has it is in the same processes.
SELECT
    place,
    count(DISTINCT report) AS processes,
    (SELECT count(*) FROM affected) AS of_affected,
    mode(thread) AS thread,
    mode(regexp_replace(reason, ' at 0x[0-9a-f]+', '')) AS waits,
    any_value(functions)[:8] AS innermost
FROM threads
JOIN stacks USING (stack, place)
ANTI JOIN widest USING (stack)
GROUP BY stack, place
HAVING bool_and(report IN (FROM affected))
ORDER BY processes DESC, stack
LIMIT 10;
