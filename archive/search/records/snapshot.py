"""All published reports as columns in memory, updated with the latest changes before each use.

A changed report gets a new row at the end, and its old row is marked dead; every copy of the same story is appended with it, so
that a story is never on both sides of the border between settled and later rows. Rows are renumbered only when the later ones
have become many. A snapshot in use never changes: a page is counted from one state of the data.

In a transaction that has itself written, everything is reread and not shared: uncommitted data is never shown to others.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Lock
from time import monotonic
from weakref import WeakKeyDictionary

import numpy as np
from django.db import Error, connection
from django.utils.functional import cached_property

from archive.search import engine
from archive.search.records.changes import Look, Version, changes_since, look
from archive.search.records.columns import Columns, decode, joined
from archive.search.records.rowsets import Universe

LOT = 200_000  # records read at once
REMEMBERED = 200  # refreshes whose changes are remembered, for results cached before them

_epochs = count(1)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The reports as they were at one moment.

    `epoch` changes when rows are renumbered, `serial` with every refresh; `touched` records which reports each of the
    last refreshes changed. `is_shared` is false within a transaction that has written.
    """

    columns: Columns
    alive: np.ndarray
    version: Version
    is_shared: bool = True
    epoch: int = field(default_factory=lambda: next(_epochs))
    serial: int = 0
    touched: dict[int, np.ndarray] = field(default_factory=dict)
    memory: dict = field(default_factory=dict)

    def __len__(self):
        return self.universe.everything.count

    @cached_property
    def universe(self):
        """The live rows."""
        return Universe(self.alive)

    @cached_property
    def mean_length(self):
        """The mean length of the texts in characters, at least 1."""
        return max(float(self.columns.lengths[self.alive].mean()), 1.0) if len(self) else 1.0

    @cached_property
    def _later_rows(self):
        """{id of a report: its row} of the unsettled rows; settled ones are in order of id."""
        start = self.columns.settled
        return {
            int(pk): start + place
            for place, pk in enumerate(self.columns.ids[start:])
            if self.alive[start + place]
        }

    def rows_of(self, ids):
        """Return the rows of those of these ids that exist: settled ones in the order given, then later ones."""
        ids = np.asarray(ids, dtype=np.int32)
        rows = self._settled_rows_of(ids)
        rows = rows[self.alive[rows]]
        later = (
            [self._later_rows[pk] for pk in ids.tolist() if pk in self._later_rows]
            if self._later_rows
            else []
        )
        return np.concatenate([rows, np.array(later, dtype=np.int32)]) if later else rows

    def _settled_rows_of(self, ids):
        rows_by_id = self.columns.settled_rows_by_id()
        if rows_by_id is not None:
            rows = rows_by_id.take(ids[ids < len(rows_by_id)])
            return rows[rows >= 0]
        known = self.columns.ids[: self.columns.settled]
        places = np.searchsorted(known, ids)
        inside = places < len(known)
        places, candidates = places[inside], ids[inside]
        return places[known[places] == candidates].astype(np.int32)

    def touched_since(self, serial):
        """Return the ids changed after a refresh, or None if that is no longer known."""
        if serial == self.serial:
            return np.empty(0, dtype=np.int32)
        serials = range(serial + 1, self.serial + 1)
        if any(number not in self.touched for number in serials):
            return None
        return np.unique(np.concatenate([self.touched[number] for number in serials]))

    def remembered(self, key, make):
        """Return the result of `make`, computed once for this state of the data."""
        if key not in self.memory:
            self.memory[key] = make()
        return self.memory[key]


_reading: ContextVar[Snapshot | None] = ContextVar("reading", default=None)


@contextmanager
def reading(snapshot=None):
    """Use one Snapshot for everything within, so that the counts and lists of a page agree. Also a decorator for views."""
    held = _reading.get()
    if held is not None:
        yield held
        return
    mark = _reading.set(_fresh() if snapshot is None else snapshot)
    try:
        yield _reading.get()
    finally:
        _reading.reset(mark)


def current():
    """Return the Snapshot of the present data, or the one in use."""
    return _reading.get() or _fresh()


def _fresh():
    shared = _shared.setdefault(engine.current(), _Shared())
    kept = shared.snapshot
    now = look(kept and kept.version)
    if now.is_writing:
        return _read_all(now, is_shared=False)
    is_fresh = kept is not None and changes_since(kept.version, now) is None
    return kept if is_fresh else _refreshed(shared)


def _refreshed(shared):
    """Update what the threads share, one thread at a time."""
    asked_at = monotonic()
    with shared.lock:
        shared.failure.share(since=asked_at)
        try:
            kept = shared.snapshot
            now = look(kept and kept.version)
            shared.snapshot = _read_all(now) if kept is None else _brought_up(kept, now)
        except Error as error:
            shared.failure.note(error)
            raise
        return shared.snapshot


class Failure:
    """The error of the last failed refresh, so that those who waited for it need not wait for the same again."""

    def __init__(self):
        self._error, self._at = None, 0.0

    def note(self, error):
        """Record that a refresh has just failed."""
        self._error, self._at = error, monotonic()

    def share(self, *, since):
        """Raise the error of a refresh that failed after a moment."""
        if self._error is not None and self._at >= since:
            raise type(self._error)(*self._error.args) from self._error.__cause__


class _Shared:
    """State shared by the threads of a process: the last Snapshot, and the error of its refresh."""

    def __init__(self):
        self.lock, self.snapshot, self.failure = Lock(), None, Failure()


# A process has one; another Engine has its own.
_shared: WeakKeyDictionary[engine.Engine, _Shared] = WeakKeyDictionary()


def _read_all(now: Look, *, is_shared=True):
    """Read the records of all published reports; concurrent changes are reread with the next refresh."""
    parts = [decode(packed) for packed in _packed_lots()]
    columns = joined(parts) if parts else decode(b"")
    columns = replace(columns, settled=len(columns))
    return Snapshot(columns, np.ones(len(columns), dtype=bool), now.version(), is_shared)


def _packed_lots():
    """Yield the records in batches, in order of the ids of their reports."""
    statement = """
        SELECT count(*), max(article_id), string_agg(record, '')
        FROM (
            SELECT article_id, record FROM archive_searchrecord WHERE article_id > %s ORDER BY article_id LIMIT %s
        ) AS lot
    """
    read, last = LOT, 0
    with connection.cursor() as cursor:
        while read == LOT:
            cursor.execute(statement, [last, LOT])
            read, last, packed = cursor.fetchone()
            if read:
                yield packed


def _brought_up(snapshot, now: Look):
    """Return the snapshot with the changes since, or the same if there are none."""
    changes = changes_since(snapshot.version, now)
    if changes is None:
        return snapshot
    return (
        _read_all(now)
        if changes.articles is None
        else _with_changes(snapshot, changes.articles, now.version())
    )


def _with_changes(snapshot, articles, version):
    columns = snapshot.columns
    touched = np.array(sorted(articles), dtype=np.int32)
    gone = snapshot.rows_of(touched)
    fresh = _records_of(touched)
    again = _with_their_stories(snapshot, gone, fresh)
    if len(again) > len(touched):
        gone, fresh = snapshot.rows_of(again), _records_of(again)
    alive = np.concatenate([snapshot.alive, np.ones(len(fresh), dtype=bool)])
    alive[gone] = False
    grown = replace(joined([columns, fresh]), settled=columns.settled, derived=columns.derived)
    serial = snapshot.serial + 1
    remembered = {number: ids for number, ids in snapshot.touched.items() if number > serial - REMEMBERED}
    made = replace(
        snapshot,
        columns=grown,
        alive=alive,
        version=version,
        serial=serial,
        touched={**remembered, serial: again},
        memory={},
    )
    loose = len(grown) - grown.settled
    now = engine.current()
    return _settled(made) if loose > max(now.most_loose, now.loose_share * len(grown)) else made


def _records_of(ids):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(record, '') FROM archive_searchrecord WHERE article_id = ANY (%s)",
            [ids.tolist()],
        )
        return decode(cursor.fetchone()[0] or b"")


def _with_their_stories(snapshot, gone, fresh):
    """Return the ids of the rows removed or added, and of all reports in their stories."""
    columns = snapshot.columns
    stories = np.union1d(columns.stories[gone], fresh.stories)
    stories = stories[stories != 0]
    touched = np.union1d(columns.ids[gone], fresh.ids)
    if not len(stories):
        return touched
    copies = np.flatnonzero(np.isin(columns.stories, stories) & snapshot.alive)
    return np.union1d(touched, columns.ids[copies])


def _settled(snapshot):
    """Return the snapshot with its rows renumbered in order of id, without the dead ones."""
    rows = np.flatnonzero(snapshot.alive)
    columns = snapshot.columns.take(rows[np.argsort(snapshot.columns.ids[rows], kind="stable")])
    return Snapshot(
        replace(columns, settled=len(columns)),
        np.ones(len(columns), dtype=bool),
        snapshot.version,
        serial=snapshot.serial,
    )
