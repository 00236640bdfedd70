"""Measure what the archive takes on disk: each table and index."""

from __future__ import annotations

import psycopg

from bench.speed.build import address
from bench.speed.plan import Plan
from bench.speed.rivals.base import files_size

RELATIONS = """
SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class
WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC, 1
"""
INDEXES = """
SELECT indexrelid::regclass::text, indrelid::regclass::text, pg_relation_size(indexrelid)
FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE relnamespace = 'public'::regnamespace ORDER BY 3 DESC, 1
"""


def measure(plan: Plan) -> None:
    """Keep the sizes of tables and indexes, of the database and of PostgreSQL's other files, in bytes."""
    with psycopg.connect(address(plan.archive), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        tables = connection.execute(RELATIONS).fetchall()
        indexes = connection.execute(INDEXES).fetchall()
        whole = connection.execute("SELECT pg_database_size('dateline')").fetchone()[0]
        server = connection.execute("SHOW server_version").fetchone()[0]
        buffers = connection.execute("SHOW shared_buffers").fetchone()[0]
    plan.keep(
        "sizes",
        {
            "tables": {name: {"rows": rows, "indexes": indexed} for name, rows, indexed in tables},
            "indexes": {name: {"table": table, "bytes": size} for name, table, size in indexes},
            "database": whole,
            "log": files_size(plan.archive / "postgres" / "pg_wal"),
            "postgresql": server,
            "shared_buffers": buffers,
        },
    )
