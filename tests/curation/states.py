"""The archive as rows, which must be the same again after something is taken back."""

from __future__ import annotations

import json

from django.db import connection

TABLES = (
    "entity",
    "name",
    "externalid",
    "nameverdict",
    "apart",
    "apartsources",
    "leftover",
    "pastslug",
    "mention",
    "attachment",
    "source",
    "pastsource",
    "boilerplaterule",
    "article",
    "passage",
    "datasetrow",
    "datasetactor",
    "statement",
    "event",
    "eventparty",
    "eventidentifier",
    "claim",
    "evidence",
    "unrelatedreport",
    "refusalverdict",
)
# The time of the last write does not count as content.
STATE = "SELECT (to_jsonb(t) - 'updated_at')::text FROM archive_{} t ORDER BY id"
SEARCH = (
    "SELECT article_id, encode(record, 'hex') FROM archive_searchrecord ORDER BY article_id",
    "SELECT article_id, vector::text, tokens::text FROM archive_searchvector ORDER BY article_id",
)


def state() -> dict[str, list]:
    """Return every row that a merge may change, and the search data of the reports."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(STATE.format(table))
            found[table] = [json.loads(row) for (row,) in cursor.fetchall()]
        for number, query in enumerate(SEARCH):
            cursor.execute(query)
            found[f"search {number}"] = cursor.fetchall()
    return found


def assert_same(before: dict, after: dict) -> None:
    """Compare two states table by table, so that a failure shows the rows."""
    for table, rows in before.items():
        gone = [row for row in rows if row not in after[table]]
        new = [row for row in after[table] if row not in rows]
        assert (gone, new) == ([], []), (table, gone, new)
