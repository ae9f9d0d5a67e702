-- Which process is unlike the others of its service, by the number of its threads?
--
-- By medians, which the outliers themselves do not move: further from the median than five times
-- the usual distance from it, which is taken to be at least a quarter of the median.
WITH usual AS (
    SELECT service, median(summary.threads) AS threads, mad(summary.threads) AS distance
    FROM reports
    GROUP BY service
)
SELECT
    host, service, version,
    summary.threads AS threads,
    usual.threads AS usual_threads,
    (SELECT mode(place) FROM threads t WHERE t.report = reports.report) AS mostly_in
FROM reports
JOIN usual USING (service)
WHERE abs(summary.threads - usual.threads)
    > 5 * greatest(usual.distance, usual.threads / 4)
ORDER BY abs(summary.threads - usual.threads) DESC, host
LIMIT 10;
