"""Asks the reports of a fleet every question that an engine has here.

usage: ask.py DIR [duckdb|clickhouse|spark]
"""

import sys
import time

from engines import ENGINES, opened

WIDEST = 60


def table(rows):
    """The rows as text, one line each."""
    if not rows:
        return "none"
    cells = [list(rows[0])] + [[show(value) for value in row.values()] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)) for row in cells]
    return "\n".join(line.rstrip() for line in lines)


def show(value):
    """One value, without what a terminal would obey, and not longer than fits."""
    text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def main(fleet, name="duckdb"):
    start = time.monotonic()
    engine = opened(fleet, name)
    ((reports,),) = [row.values() for row in engine.ask("SELECT count(*) AS n FROM reports")]
    print(f"{reports} reports read in {time.monotonic() - start:.1f} s")
    for query in sorted(engine.folder.glob("[0-9]*.sql")):
        text = query.read_text()
        start = time.monotonic()
        answer = table(engine.ask(text))
        question = text.splitlines()[0].removeprefix("-- ")
        print(f"\n{question} ({query.name}, {time.monotonic() - start:.2f} s)\n\n{answer}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] and sys.argv[2] not in ENGINES:
        sys.exit(__doc__)
    main(*sys.argv[1:])
