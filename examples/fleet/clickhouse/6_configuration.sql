-- Which options have another value on a few hosts than on the others, and who set it there?
--
-- Of the groups themselves; those in groups are another `arrayJoin` of the same kind.
WITH options AS (
    SELECT
        host, service,
        arrayJoin(JSONExtractKeysAndValuesRaw(options)) AS option_group,
        arrayJoin(JSONExtractKeysAndValuesRaw(option_group.2, 'options')) AS option,
        option_group.1 || '.' || option.1 AS name,
        JSONExtractRaw(option.2, 'value') AS value,
        JSONExtractString(option.2, 'source') AS source
    FROM reports
),
counted AS (
    SELECT service, name, value, topK(1)(source)[1] AS source, uniqExact(host) AS hosts
    FROM options
    WHERE value != ''
    GROUP BY service, name, value
),
compared AS (
    SELECT
        *,
        first_value(hosts) OVER most AS usual_hosts,
        first_value(value) OVER most AS usual_value,
        sum(hosts) OVER (PARTITION BY service, name) AS all_hosts
    FROM counted
    WINDOW most AS (PARTITION BY service, name ORDER BY hosts DESC, value)
)
SELECT service, name AS option, value, source, hosts, usual_value
FROM compared
WHERE hosts < usual_hosts AND usual_hosts > 0.5 * all_hosts
ORDER BY hosts, service, option, value
