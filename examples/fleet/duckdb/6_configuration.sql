-- Which options have another value on a few hosts than on the others, and who set it there?
--
-- An option that has no usual value (the name of a node, its zone) is not told. Secrets are `***`
-- everywhere, so that they cannot be compared: that is meant so.
WITH options AS (
    SELECT
        r.host, r.service, j.path AS option,
        j.value::VARCHAR AS value,
        r.config.groups ->> (j.path || '.source') AS source
    FROM reports r, json_tree(r.config.groups) j
    -- An option is what has a value and says whether it is masked.
    WHERE j.key = 'value' AND json_exists(r.config.groups, j.path || '.masked')
),
-- How many hosts have each value, and how many the service runs on.
counted AS (
    SELECT
        service, option, value,
        mode(source) AS source,
        count(DISTINCT host) AS hosts,
        list(DISTINCT host ORDER BY host)[:5] AS for_example
    FROM options
    GROUP BY service, option, value
)
SELECT
    service,
    replace(replace(option, '$.', ''), '.options.', '.') AS option,
    value, source, hosts,
    first_value(value) OVER most AS usual_value,
    for_example
FROM counted
WINDOW most AS (PARTITION BY service, option ORDER BY hosts DESC, value)
QUALIFY hosts < first_value(hosts) OVER most
    AND first_value(hosts) OVER most > 0.5 * sum(hosts) OVER (PARTITION BY service, option)
ORDER BY hosts, service, option, value;
