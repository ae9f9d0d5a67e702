"""The engines: each reads the reports in a folder and answers the queries of a folder here.

An answer is a list of rows, each a dictionary in the order of its columns.
"""

import json
import pathlib

HERE = pathlib.Path(__file__).parent


def statements(script):
    """The statements of a file of several."""
    return [text for text in script.read_text().split(";\n") if text.strip()]


class DuckDb:
    folder = HERE / "duckdb"

    def __init__(self, fleet):
        import duckdb

        self.database = duckdb.connect()
        self.database.execute("SET VARIABLE fleet = ?", [fleet])
        for statement in statements(self.folder / "load.sql"):
            self.database.execute(statement)

    def ask(self, query):
        rows = self.database.execute(query).fetchall()
        columns = [column[0] for column in self.database.description]
        return [dict(zip(columns, row)) for row in rows]


class ClickHouse:
    """Within this process, as the package chdb has it."""

    folder = HERE / "clickhouse"

    def __init__(self, fleet):
        from chdb.session import Session

        self.session = Session()
        for statement in statements(self.folder / "load.sql"):
            self.session.query(statement, params={"fleet": fleet})

    def ask(self, query):
        return json.loads(str(self.session.query(query, "JSON")))["data"]


class Spark:
    """On this machine alone; a cluster is another master."""

    folder = HERE / "spark"

    def __init__(self, fleet):
        from pyspark.sql import SparkSession

        settings = SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false")
        settings.config("spark.ui.showConsoleProgress", "false")
        # Made for a cluster, the default of 200 is only slow here.
        settings.config("spark.sql.shuffle.partitions", "8")
        self.session = settings.getOrCreate()
        self.session.conf.set("fleet", fleet)
        for statement in statements(self.folder / "load.sql"):
            self.session.sql(statement)

    def ask(self, query):
        return [row.asDict() for row in self.session.sql(query).collect()]


ENGINES = {"duckdb": DuckDb, "clickhouse": ClickHouse, "spark": Spark}


def opened(fleet, name):
    """The engine of this name with the reports in the folder `fleet`."""
    return ENGINES[name](str(pathlib.Path(fleet).resolve()))
