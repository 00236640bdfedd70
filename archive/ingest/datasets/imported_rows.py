"""The numbers of the rows that an import has seen, in a temporary table: as many as there are, in constant memory."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from archive.reference.datasets import version_line

BEGIN = """
    CREATE TEMPORARY TABLE IF NOT EXISTS dateline_seen_row (dataset text, number text, PRIMARY KEY (dataset, number));
    TRUNCATE dateline_seen_row
"""
ADD = """
    INSERT INTO dateline_seen_row SELECT %s, number FROM unnest(%s::text[]) AS number
    ON CONFLICT DO NOTHING RETURNING number
"""
CANDIDATE = r"^\d+\.0(\.|$)"
# Rows of the other line of versions are left alone: a yearly release says nothing of the months after it.
MARK = """
    UPDATE archive_datasetrow row SET vanished_at = now()
    WHERE dataset = %(dataset)s AND vanished_at IS NULL AND (version ~ %(candidate)s) = %(is_candidate)s
      AND NOT EXISTS (SELECT FROM dateline_seen_row seen WHERE seen.dataset = row.dataset AND seen.number = row.number)
"""


class ImportedRows:
    """The rows of one import, in the session of the database that runs it."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(BEGIN)

    def add(self, dataset: str, numbers: Iterable[str]) -> set[str]:
        """Note that rows were seen, and return those that had not been seen before."""
        with connection.cursor() as cursor:
            cursor.execute(ADD, [dataset, list(numbers)])
            return {number for (number,) in cursor.fetchall()}

    def mark_vanished(self, dataset: str, version: str) -> int:
        """Mark the rows of a data set as vanished that were not seen, in the same line of versions; return how many."""
        is_candidate = version_line(version) == "candidate"
        with connection.cursor() as cursor:
            cursor.execute(MARK, {"dataset": dataset, "candidate": CANDIDATE, "is_candidate": is_candidate})
            return cursor.rowcount
