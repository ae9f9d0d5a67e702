-- Reads all reports of a fleet once, and makes the tables that the queries ask.
--
-- `cat load.sql 1_widest_stack.sql | clickhouse local --param_fleet=/var/log/fleet` reads files where
-- they are; a server reads them from below its `user_files_path`, and from a bucket with `s3('https://…/*/*.json', 'RawBLOB')` in
-- place of `file(…)`. There, give the tables an `ORDER BY` of (service, version, host), and a
-- partition for each day: reports are then kept.

CREATE TABLE documents ENGINE = Memory AS
WITH JSONExtract(text, 'Tuple(
    gmr Tuple(schema String, id String, time String, complete Bool),
    service Tuple(name String, version String),
    host Tuple(name String),
    process Tuple(pid UInt64),
    summary Tuple(
        text String, threads UInt64, missing Array(String),
        deadlocks Array(Tuple(text String)),
        contentions Array(Tuple(what String, waiters Array(UInt64)))),
    threads Array(Tuple(
        thread Tuple(name String), role String,
        wait Tuple(kind Nullable(String), reason Nullable(String), since_ms Nullable(UInt64)),
        stack Tuple(id Nullable(String)))),
    stacks Array(Tuple(id Nullable(String), idle Bool, frames Array(Tuple(function String)))),
    sections Map(String, Tuple(status String, reason Nullable(String)))
)') AS document
SELECT
    _path AS filename,
    document,
    -- The options differ from program to program.
    JSONExtractRaw(text, 'config', 'groups') AS options
-- Each file is one value, so that one that is no JSON does not stop the rest.
FROM file({fleet:String} || '/*/*.json', 'RawBLOB', 'text String');

CREATE TABLE reports ENGINE = Memory AS
SELECT
    filename,
    document.gmr.id AS report,
    document.host.name AS host,
    document.service.name AS service,
    document.service.version AS version,
    document.summary AS summary,
    document.sections AS sections,
    options
FROM documents
WHERE document.gmr.schema LIKE '1.%'
-- Of several reports of one process the newest.
ORDER BY document.gmr.time DESC
LIMIT 1 BY host, service, document.process.pid;

CREATE TABLE unreadable ENGINE = Memory AS
SELECT filename FROM documents WHERE document.gmr.schema NOT LIKE '1.%';

-- Each distinct stack of the fleet once: its id is the same on every host.
CREATE TABLE stacks ENGINE = Memory AS
SELECT
    stack.id AS stack,
    -- A frame without a name is left out.
    arrayFilter(f -> f != '', any(stack.frames.function)) AS functions,
    -- Where it is in the program: the innermost function that is of no library and no runtime.
    -- Add the libraries of your programs.
    arrayFirst(f -> position(f, '::') > 0 AND NOT match(f,
        '^[<&(]*(dyn )?(std|core|alloc|gmr|tokio|mio|rayon_core|parking_lot|crossbeam)\\w*::'
    ), functions) AS place,
    -- Whoever asks for a report by a call waits for it; with a signal nobody does.
    arrayExists(f -> startsWith(f, 'gmr::reporter::'), functions) AS is_asking
FROM documents
ARRAY JOIN document.stacks AS stack
WHERE stack.id IS NOT NULL
GROUP BY stack.id;

-- Each thread of the programs that is neither idle nor waits for this very report.
CREATE TABLE threads ENGINE = Memory AS
SELECT
    report, host, service, version,
    thread.thread.name AS name,
    thread.wait.reason AS reason,
    thread.wait.since_ms AS since_ms,
    -- It waits for another thread.
    thread.wait.kind IN ('lock', 'notification', 'park', 'join') AS is_blocked,
    thread.stack.id AS stack,
    stacks.place AS place
FROM documents
ARRAY JOIN document.threads AS thread
INNER JOIN reports ON reports.filename = documents.filename
LEFT JOIN stacks ON stacks.stack = thread.stack.id
WHERE thread.role = 'program'
    AND NOT is_asking
    -- Whether a stack is idle is known for each report: its threads have to sleep, too.
    AND NOT arrayExists(s -> s.idle AND s.id = thread.stack.id, document.stacks);

-- The stack in which most threads wait for another one, and the processes that have it.
CREATE VIEW widest AS
SELECT stack FROM threads WHERE is_blocked GROUP BY stack ORDER BY count() DESC, stack LIMIT 1;

CREATE VIEW affected AS
SELECT DISTINCT report FROM threads WHERE stack IN (SELECT stack FROM widest);

DROP TABLE documents;
