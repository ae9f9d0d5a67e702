-- Reads all reports of a fleet and makes the views that the queries ask. `${fleet}` is the folder:
-- `spark-sql -d fleet=/var/log/fleet -i load.sql -f 1_widest_stack.sql`.
--
-- Each key that is asked for is named with its type: nothing is guessed, for which Spark would read
-- all files twice. A line that is no JSON stands in `_corrupt_record`.
CREATE OR REPLACE TEMPORARY VIEW documents (
    gmr STRUCT<schema: STRING, id: STRING, time: TIMESTAMP, complete: BOOLEAN>,
    service STRUCT<name: STRING, version: STRING>,
    host STRUCT<name: STRING>,
    process STRUCT<pid: BIGINT>,
    threads ARRAY<STRUCT<
        thread: STRUCT<name: STRING>, role: STRING,
        wait: STRUCT<kind: STRING, reason: STRING, since_ms: BIGINT>,
        stack: STRUCT<id: STRING>>>,
    stacks ARRAY<STRUCT<id: STRING, idle: BOOLEAN, frames: ARRAY<STRUCT<function: STRING>>>>,
    sections MAP<STRING, STRUCT<status: STRING, reason: STRING>>,
    _corrupt_record STRING
)
USING json
OPTIONS (path '${fleet}/*/*.json', mode 'PERMISSIVE', columnNameOfCorruptRecord '_corrupt_record');

CREATE OR REPLACE TEMPORARY VIEW reports AS
SELECT
    gmr.id AS report, host.name AS host, service.name AS service, service.version AS version,
    sections, threads, stacks
FROM documents
WHERE gmr.schema LIKE '1.%'
-- Of several reports of one process the newest.
QUALIFY row_number() OVER (
    PARTITION BY host.name, service.name, process.pid ORDER BY gmr.time DESC
) = 1;

-- Or each query reads all files again.
CACHE TABLE reports;

CREATE OR REPLACE TEMPORARY VIEW unreadable AS
SELECT input_file_name() AS filename
FROM documents
WHERE NOT coalesce(gmr.schema LIKE '1.%', false);

-- Each distinct stack of the fleet once: its id is the same on every host.
CREATE OR REPLACE TEMPORARY VIEW stacks AS
WITH named AS (
    -- A frame without a name is left out.
    SELECT s.id AS stack, filter(any_value(s.frames.function), f -> f IS NOT NULL) AS functions
    FROM (SELECT explode(stacks) AS s FROM reports)
    WHERE s.id IS NOT NULL
    GROUP BY s.id
)
SELECT
    stack,
    functions,
    -- Where it is in the program: the innermost function that is of no library and no runtime.
    -- Add the libraries of your programs.
    get(filter(functions, f -> contains(f, '::') AND NOT f RLIKE
        r'^[<&(]*(dyn )?(std|core|alloc|gmr|tokio|mio|rayon_core|parking_lot|crossbeam)\w*::'
    ), 0) AS place,
    -- Whoever asks for a report by a call waits for it; with a signal nobody does.
    exists(functions, f -> startswith(f, 'gmr::reporter::')) AS is_asking
FROM named;

-- Each thread of the programs that is neither idle nor waits for this very report.
CREATE OR REPLACE TEMPORARY VIEW threads AS
WITH each_thread AS (
    SELECT
        report, host, service, version, explode(threads) AS t,
        -- Whether a stack is idle is known for each report: its threads have to sleep, too.
        filter(stacks, s -> s.idle).id AS idle
    FROM reports
)
SELECT
    report, host, service, version,
    t.thread.name AS thread,
    t.wait.reason AS reason,
    t.wait.since_ms AS since_ms,
    -- It waits for another thread.
    coalesce(t.wait.kind IN ('lock', 'notification', 'park', 'join'), false) AS is_blocked,
    t.stack.id AS stack,
    place
FROM each_thread
LEFT JOIN stacks ON stacks.stack = t.stack.id
WHERE t.role = 'program'
    AND NOT coalesce(array_contains(idle, t.stack.id), false)
    AND NOT coalesce(is_asking, false);

CACHE TABLE threads;

-- The stack in which most threads wait for another one, and the processes that have it.
CREATE OR REPLACE TEMPORARY VIEW widest AS
SELECT stack FROM threads WHERE is_blocked GROUP BY stack ORDER BY count(*) DESC, stack LIMIT 1;

CREATE OR REPLACE TEMPORARY VIEW affected AS
SELECT DISTINCT report, true AS is_affected FROM threads JOIN widest USING (stack);
