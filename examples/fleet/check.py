"""Whether an engine's queries find what the generator planted, and nothing else.

usage: check.py DIR [duckdb|clickhouse|spark]
"""

import csv
import pathlib
import sys

from engines import opened


class Planted:
    """What `planted.csv` says: the hosts with each trouble."""

    def __init__(self, fleet):
        self.rows = list(csv.DictReader((pathlib.Path(fleet) / "planted.csv").open()))

    def hosts(self, trouble):
        hosts = sorted(row["host"] for row in self.rows if row["planted"] == trouble)
        assert hosts, f"nothing was planted as {trouble}: make more reports"
        return hosts


def picked(rows, *columns):
    return [tuple(row[column] for column in columns) for row in rows]


def widest_stack(rows, planted):
    hosts, rings = (len(planted.hosts(trouble)) for trouble in ("held_ledger", "deadlock"))
    (place, *rest), (_, *next_rest) = picked(rows, "place", "blocked", "hosts")[:2]
    assert place == "fleet::service::post_entry", place
    assert rest == [12 * hosts, hosts] and next_rest == [2 * rings, rings], (rest, next_rest)
    # The idle workers are six in each process, and are not there.
    assert all("tokio" not in str(row["waits"]) for row in rows), rows


def who_holds_it(rows, planted):
    hosts = len(planted.hosts("held_ledger"))
    found = picked(rows, "place", "processes", "of_affected", "thread")
    assert found == [("fleet::service::flush_ledger", hosts, hosts, "flusher")], found


def where_is_it(rows, planted):
    hosts = len(planted.hosts("held_ledger"))
    first, *others = picked(rows, "service", "version", "affected_hosts")
    assert first == ("ledger", "1.4.2", hosts), first
    assert 0 < rows[0]["percent"] < 50 and len(others) == 4, rows
    assert all(affected == 0 for _, _, affected in others), others


def deadlocks(rows, planted):
    found = picked(rows, "trouble", "service", "version", "hosts")
    ring, held = (len(planted.hosts(trouble)) for trouble in ("deadlock", "held_ledger"))
    expected = [("deadlock", "search", "0.9.7", ring), ("contention", "ledger", "1.4.2", held)]
    assert found == expected, found


def longest_waits(rows, planted):
    hosts, rings = planted.hosts("held_ledger"), planted.hosts("deadlock")
    seconds = [row["seconds"] for row in rows]
    assert seconds == sorted(seconds, reverse=True), seconds
    held, others = rows[: min(10, len(hosts))], rows[min(10, len(hosts)) :]
    assert all(row["host"] in hosts and row["thread"] == "poster" for row in held), held
    assert all(row["seconds"] >= 30 for row in held), held
    # Those of a deadlock wait for each other, too, if it is known since when.
    assert all(row["host"] in rings and row["seconds"] < 30 for row in others), others


def configuration(rows, planted):
    found = picked(rows, "service", "option", "value", "source", "hosts", "usual_value")
    hosts = len(planted.hosts("pool_size"))
    expected = ("search", "default.pool_size", "2", "env FLEET_POOL_SIZE", hosts, "16")
    assert found == [expected], found


def incomplete(rows, planted):
    found = sorted(picked(rows, "part", "status", "service", "reports"), key=str)
    expected = [("file", "no report", None, len(planted.hosts("torn")))]
    for trouble, service in [("panicked", "gateway"), ("timed_out", "mailer")]:
        expected.append(("Replica Lag", trouble, service, len(planted.hosts(trouble))))
    # Some engines say nothing by an empty text.
    found = [(part, status, service or None, number) for part, status, service, number in found]
    assert sorted(found, key=str) == sorted(expected, key=str), found


def outliers(rows, planted):
    found = picked(rows, "host", "service", "mostly_in")
    expected = [(host, "gateway", "fleet::service::keep_session") for host in planted.hosts("outlier")]
    assert found == expected, found


CHECKS = {
    "1_widest_stack": widest_stack,
    "2_who_holds_it": who_holds_it,
    "3_where_is_it": where_is_it,
    "4_deadlocks": deadlocks,
    "5_longest_waits": longest_waits,
    "6_configuration": configuration,
    "7_incomplete": incomplete,
    "8_outliers": outliers,
}


def main(fleet, name="duckdb"):
    engine, planted = opened(fleet, name), Planted(fleet)
    queries = sorted(engine.folder.glob("[0-9]*.sql"))
    assert queries, f"{name} has no queries"
    for query in queries:
        # Each query has a check: another one is an error.
        CHECKS[query.stem](engine.ask(query.read_text()), planted)
        print(f"{name}: {query.name} finds what was planted")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
