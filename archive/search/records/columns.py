"""Reports and their facets as columns of integers, for arithmetic instead of joins.

A packed record is a run of 4-byte integers, most significant byte first: minus the id of the report, its story (0 for
none), its first and last day as yyyymmdd (0 0 when undated; 10101 and 99991231 for open ends), its length in characters, and
then its facet values, as archive/search/facets.py says (with the bit for what a curator confirmed, which counting leaves aside). The database writes them (archive_pack in archive/sql/records.sql).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from django.utils.functional import cached_property

from archive.search import engine
from archive.search.facets import CONFIRMED, FACETS, ID_MASK, SHIFT
from archive.search.records.inverted import Inverted
from archive.search.records.pairs import Pairs

HEADER = 5
FIRST_DAY, LAST_DAY = 10101, 99991231
BYTES_A_ROW = 5 * 4 + 8 + 3 * 4  # with the rows by id, and in order of date
SPARSE = 4  # ids further apart than this on average are looked up by binary search


@dataclass(frozen=True, eq=False)
class Columns:
    """Reports in rows. Arrays of int32 with one entry a row, save `values`: those of row i lie from starts[i] to starts[i + 1].

    Rows before `settled` no longer change: whatever is `derived` only from them is valid for all later columns too.
    """

    ids: np.ndarray
    stories: np.ndarray
    first: np.ndarray
    last: np.ndarray
    lengths: np.ndarray
    starts: np.ndarray
    values: np.ndarray
    settled: int = 0
    derived: dict[object, object] = field(default_factory=dict, repr=False)
    _pairs: dict[str, Pairs] = field(default_factory=dict, repr=False)

    def __len__(self):
        return len(self.ids)

    @property
    def nbytes(self):
        """Memory in bytes, including columns derived on demand."""
        return 2 * self.values.nbytes + BYTES_A_ROW * len(self)

    def from_settled(self, key, make):
        """Return the result of `make` for the settled rows, computed once for these and all later columns."""
        if key not in self.derived:
            self.derived[key] = make()
        return self.derived[key]

    def inverted(self, name):
        """Return the settled rows of a facet (by its public name) by value."""

        def make():
            lot = engine.current().rows_at_once
            lots = range(0, self.settled, lot)
            parts = [self._pairs_of(name, start, min(start + lot, self.settled)) for start in lots]
            return Inverted.of(parts, self.stories, self.settled)

        return self.from_settled(("facet", name), make)

    def later(self, name):
        """Return the other rows of a facet as Pairs."""
        if name not in self._pairs:
            self._pairs[name] = self._pairs_of(name, self.settled, len(self))
        return self._pairs[name]

    def facet(self, name):
        """Return the parts of a facet that give the rows of a value: the settled rows, if any, and the others."""
        return [self.inverted(name), self.later(name)] if self.settled else [self.later(name)]

    def _pairs_of(self, name, start, end):
        values = self.values[self.starts[start] : self.starts[end]]
        counts = np.diff(self.starts[start : end + 1])
        rows = np.repeat(np.arange(start, end, dtype=np.int32), counts)
        chosen = (values >> SHIFT) == FACETS[name].number
        return Pairs(values[chosen] & ID_MASK, rows[chosen])

    @cached_property
    def copied_rows(self):
        """The rows of reports whose story has several reports, in order."""
        return np.flatnonzero(self.stories).astype(np.int32)

    @cached_property
    def copied_stories(self):
        """The story of each of the copied rows."""
        return self.stories[self.copied_rows]

    @cached_property
    def only_confirmed(self):
        """The Columns of the same rows in which names count only where a curator confirmed them."""
        settled = self.from_settled("confirmed", lambda: _confirmed(self, 0, self.settled))
        later = _confirmed(self, self.settled, len(self))
        values, counts = (np.concatenate(parts) for parts in zip(settled, later, strict=True))
        derived = self.from_settled("derived of confirmed", dict)
        starts = np.concatenate([[0], np.cumsum(counts)])
        return replace(self, values=values, starts=starts, derived=derived, _pairs={})

    def values_of(self, rows):
        """Return (the values of some rows without what a curator confirmed, concatenated in the order given; how many each row has)."""
        values, lengths = self._stored_values_of(rows)
        return values & ~np.int32(CONFIRMED), lengths

    def _stored_values_of(self, rows):
        firsts = self.starts[rows]
        lengths = self.starts[1:][rows] - firsts
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(firsts - ends + lengths, lengths)
        return self.values[places], lengths

    def take(self, rows):
        """Return the Columns of some rows, in the order given."""
        values, lengths = self._stored_values_of(rows)
        return Columns(
            ids=self.ids[rows],
            stories=self.stories[rows],
            first=self.first[rows],
            last=self.last[rows],
            lengths=self.lengths[rows],
            starts=np.concatenate([[0], np.cumsum(lengths)]),
            values=values,
        )

    def settled_by_date(self, *, newest):
        """Return all settled rows in order of date."""
        rows = np.arange(self.settled, dtype=np.int32)
        key = "newest" if newest else "oldest"
        return self.from_settled(key, lambda: self.in_order_of_date(rows, newest=newest))

    def settled_rows_by_id(self):
        """Return the settled row of each id, -1 if there is none: an array indexed by id; None if ids are too sparse."""

        def make():
            ids = self.ids[: self.settled]
            highest = int(ids.max(initial=0))
            if highest > SPARSE * len(ids):
                return None
            rows = np.full(highest + 1, -1, dtype=np.int32)
            rows[ids] = np.arange(len(ids))
            return rows

        return self.from_settled("rows by id", make)

    def in_order_of_date(self, rows, *, newest):
        """Return rows by first day, then last day, then id, descending if `newest`; undated last."""
        first, last, ids = self.first[rows], self.last[rows], self.ids[rows]
        if newest:
            return rows[np.lexsort((-ids, -last, -first))]
        return rows[np.lexsort((ids, last, np.where(first == 0, np.int64(LAST_DAY + 1), first)))]


NAMED = np.zeros(16, dtype=bool)
NAMED[[facet.number for facet in FACETS.values() if facet.is_named]] = True


def _confirmed(columns, start, end):
    """Return (the values of the rows from one to another that count if only confirmed names do, how many each row has)."""
    values = columns.values[columns.starts[start] : columns.starts[end]]
    rows = np.repeat(np.arange(end - start), np.diff(columns.starts[start : end + 1]))
    numbers = values >> SHIFT
    is_named = NAMED[numbers]
    kept = ~is_named | (values & CONFIRMED != 0)
    parts, places = [values[kept]], [rows[kept]]
    for number in np.flatnonzero(NAMED):
        without = np.ones(end - start, dtype=bool)
        without[rows[kept & (numbers == number)]] = False
        places.append(np.flatnonzero(without))
        parts.append(np.full(len(places[-1]), number << SHIFT, dtype=np.int32))
    having = np.concatenate(places)
    order = np.argsort(having, kind="stable")
    return np.concatenate(parts)[order], np.bincount(having, minlength=end - start)


def decode(packed):
    """Unpack concatenated records into Columns."""
    numbers = np.frombuffer(packed, dtype=">i4").astype(np.int32)
    starts = np.flatnonzero(numbers < 0)
    is_value = np.ones(len(numbers), dtype=bool)
    for offset in range(HEADER):
        is_value[starts + offset] = False
    counts = np.diff(starts, append=len(numbers)) - HEADER
    return Columns(
        ids=-numbers[starts],
        stories=numbers[starts + 1],
        first=numbers[starts + 2],
        last=numbers[starts + 3],
        lengths=numbers[starts + 4],
        starts=np.concatenate([[0], np.cumsum(counts)]),
        values=numbers[is_value],
    )


def joined(parts):
    """Return the Columns of several, one after the other."""
    sizes = np.cumsum([0, *(len(part.values) for part in parts)])
    starts = [part.starts[:-1] + size for part, size in zip(parts, sizes, strict=False)]

    def whole(name):
        return np.concatenate([getattr(part, name) for part in parts])

    return Columns(
        ids=whole("ids"),
        stories=whole("stories"),
        first=whole("first"),
        last=whole("last"),
        lengths=whole("lengths"),
        starts=np.concatenate([*starts, sizes[-1:]]),
        values=whole("values"),
    )
