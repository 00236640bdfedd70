"""The rows of a snapshot that match, and the columns in which they are counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from archive.search.counting.selection import Selection
from archive.search.matches.bounded_cache import cached
from archive.search.matches.plan import rows_matching
from archive.search.records.columns import Columns
from archive.search.records.rowsets import RowSet
from archive.search.records.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Matched:
    """The reports that a query finds, before any filter.

    If they are many, `columns` are those of the whole snapshot and `within` says which rows were found; if they are few, the
    columns contain only them. `scores` gives for each row of the columns how well it answers the query, unless all have all of it.
    `key` identifies the query.
    """

    snapshot: Snapshot
    rows: RowSet
    columns: Columns
    within: np.ndarray | None
    key: object
    scores: np.ndarray | None = None

    def __len__(self):
        return self.rows.count

    def select(self, filters=None):
        """Return the Selection of the rows found under the filters of an address, or without any."""
        everything = np.ones(len(self.columns), dtype=bool) if self.within is None else self.within
        selection = Selection(self.columns, everything)
        return filters.filter_queryset(selection) if filters else selection

    def in_snapshot(self, rows):
        """Return the rows of the snapshot for rows of the columns."""
        return rows if self.within is not None else self.rows.as_rows()[rows]


def find(query, snapshot):
    """Return Matched for an index query; all reports for Nothing."""
    return matched_of(rows_matching(query, snapshot), snapshot, key=query)


def matched_of(rows, snapshot, *, key):
    """Return Matched for a set of rows."""
    if rows.is_dense:
        mask = rows.mask(len(snapshot.columns)) & snapshot.alive
        return Matched(snapshot, rows, snapshot.columns, mask, key)
    columns = cached(("columns", key), lambda: snapshot.columns.take(rows.rows), snapshot)
    return Matched(snapshot, rows, columns, None, key)
