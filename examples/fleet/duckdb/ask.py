"""Asks the reports of a fleet every question of this folder: `ask.py DIR [QUERY.sql]...`.

It needs DuckDB's package for Python (`pip install duckdb`). With DuckDB's own shell the same is
`duckdb -cmd "SET VARIABLE fleet = 'DIR'" -c ".read load.sql" -c ".read 1_widest_stack.sql"`.
"""

import pathlib
import sys
import time

import duckdb

HERE = pathlib.Path(__file__).parent


def load(fleet):
    """A database in memory with the reports in the folder `fleet`."""
    database = duckdb.connect()
    database.execute("SET VARIABLE fleet = ?", [fleet])
    database.execute((HERE / "load.sql").read_text())
    return database


def main(fleet, *queries):
    start = time.monotonic()
    database = load(fleet)
    ((reports,),) = database.execute("SELECT count(*) FROM reports").fetchall()
    print(f"{reports} reports read in {time.monotonic() - start:.1f} s")
    for query in queries or sorted(HERE.glob("[0-9]*.sql")):
        text = pathlib.Path(query).read_text()
        print(f"\n{text.splitlines()[0]}")
        database.sql(text).show(max_width=200, max_col_width=70)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
