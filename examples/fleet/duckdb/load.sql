-- Reads all reports of a fleet once, and makes the tables that the queries ask. The folder is set
-- before, with one below it for each host: SET VARIABLE fleet = '/var/log/fleet';
--
-- Each key that is asked for is named with its type, as in `gmr/schema/report-1.0.schema.json`:
-- nothing is guessed from the first files, and keys that a later gmr adds are passed over. What
-- differs from program to program (options, sections) stays JSON, or is a map.

-- A file that is no JSON (a disk was full, a copy broke off) must not stop the rest.
CREATE OR REPLACE TEMP TABLE documents AS
WITH files AS (
    SELECT filename, TRY(decode(content)) AS text
    FROM read_blob(getvariable('fleet') || '/*/*.json')
)
SELECT filename, CASE WHEN json_valid(text) THEN from_json(text, '{
        "gmr": {"schema": "VARCHAR", "id": "VARCHAR", "time": "TIMESTAMPTZ",
                "complete": "BOOLEAN"},
        "service": {"name": "VARCHAR", "version": "VARCHAR"},
        "host": {"name": "VARCHAR"},
        "process": {"pid": "BIGINT"},
        "summary": {
            "text": "VARCHAR", "threads": "BIGINT", "missing": ["VARCHAR"],
            "deadlocks": [{"text": "VARCHAR"}],
            "contentions": [{"what": "VARCHAR", "waiters": ["BIGINT"]}]},
        "threads": [{
            "thread": {"name": "VARCHAR"}, "role": "VARCHAR",
            "wait": {"kind": "VARCHAR", "reason": "VARCHAR", "since_ms": "BIGINT",
                     "at_least": "BOOLEAN"},
            "stack": {"id": "VARCHAR"}}],
        "stacks": [{"id": "VARCHAR", "idle": "BOOLEAN", "frames": [{"function": "VARCHAR"}]}],
        "config": {"status": "VARCHAR", "reason": "VARCHAR", "groups": "JSON"},
        "sections": "MAP(VARCHAR, STRUCT(status VARCHAR, reason VARCHAR))"
    }') END AS document
FROM files;

-- Each process with what its report says as a whole.
CREATE OR REPLACE TABLE reports AS
SELECT
    filename,
    document.gmr.id AS report,
    document.host.name AS host,
    document.service.name AS service,
    document.service.version AS version,
    document.gmr, document.summary, document.config, document.sections
FROM documents
WHERE document.gmr.schema LIKE '1.%'
-- Of several reports of one process the newest.
QUALIFY row_number() OVER (
    PARTITION BY host, service, document.process.pid ORDER BY document.gmr.time DESC
) = 1;

-- What is none is not lost: `7_incomplete.sql` lists these files.
CREATE OR REPLACE TABLE unreadable AS
SELECT filename FROM documents WHERE NOT coalesce(document.gmr.schema LIKE '1.%', false);

-- Each distinct stack of the fleet once: its id is the same on every host.
CREATE OR REPLACE TABLE stacks AS
WITH all_stacks AS (SELECT unnest(document.stacks) AS s FROM documents),
named AS (
    -- A frame without a name is left out.
    SELECT s.id AS stack, list_transform(any_value(s.frames), lambda f: f.function) AS frames
    FROM all_stacks
    GROUP BY s.id
)
SELECT
    stack,
    list_filter(frames, lambda f: f IS NOT NULL) AS functions,
    -- Where it is in the program: the innermost function that is of no library and no runtime.
    -- Add the libraries of your programs.
    list_filter(functions, lambda f: contains(f, '::') AND NOT regexp_matches(f,
        '^[<&(]*(dyn )?(std|core|alloc|gmr|tokio|mio|rayon_core|parking_lot|crossbeam)\w*::'
    ))[1] AS place,
    -- Whoever asks for a report by a call waits for it; with a signal nobody does.
    len(list_filter(functions, lambda f: starts_with(f, 'gmr::reporter::'))) > 0 AS is_asking
FROM named;

-- Each thread of the programs that is neither idle nor waits for this very report.
CREATE OR REPLACE TABLE threads AS
WITH idle AS (
    -- Whether a stack is idle is known for each report: its threads have to sleep, too.
    SELECT
        filename,
        list_transform(list_filter(document.stacks, lambda s: s.idle), lambda s: s.id) AS ids
    FROM documents
),
each_thread AS (
    SELECT filename, report, host, service, version, unnest(document.threads) AS t
    FROM reports JOIN documents USING (filename)
)
SELECT
    report, host, service, version,
    t.thread.name AS thread,
    t.wait.kind AS wait,
    t.wait.reason AS reason,
    t.wait.since_ms AS since_ms,
    t.wait.at_least AS at_least,
    -- It waits for another thread.
    coalesce(t.wait.kind IN ('lock', 'notification', 'park', 'join'), false) AS is_blocked,
    t.stack.id AS stack,
    place
FROM each_thread
JOIN idle USING (filename)
LEFT JOIN stacks ON stacks.stack = t.stack.id
WHERE t.role = 'program'
  AND NOT coalesce(list_contains(idle.ids, t.stack.id), false)
  AND NOT coalesce(is_asking, false);

-- The stack in which most threads wait for another one, and the processes that have it.
CREATE OR REPLACE VIEW widest AS
SELECT stack FROM threads WHERE is_blocked GROUP BY stack ORDER BY count(*) DESC, stack LIMIT 1;

CREATE OR REPLACE VIEW affected AS
SELECT DISTINCT report FROM threads JOIN widest USING (stack);

DROP TABLE documents;
