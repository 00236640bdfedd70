"""Sets of rows: a sorted array if there are few, a mask if there are many, and the algebra of both."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from django.utils.functional import cached_property

from archive.search import engine
from archive.search.records.arrays import distinct

NO_BITS = np.zeros(0, dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class RowSet:
    """Some of `size` rows: `rows` in order or, if that is None, the packed bits of a mask."""

    size: int
    rows: np.ndarray | None = None
    bits: np.ndarray = field(default_factory=lambda: NO_BITS)
    count: int = 0

    @classmethod
    def of_rows(cls, rows, size):
        """Return the set of some rows, in any order, without duplicates."""
        dense = engine.current().dense
        if len(rows) * dense > size and size > dense:
            mask = np.zeros(size, dtype=bool)
            mask[rows] = True
            return cls.of_mask(mask)
        return cls(size, np.sort(rows).astype(np.int32), count=len(rows))

    @classmethod
    def of_mask(cls, mask):
        """Return the set of the rows in a mask."""
        count = int(np.count_nonzero(mask))
        if count * engine.current().dense > len(mask):
            return cls(len(mask), bits=np.packbits(mask), count=count)
        return cls(len(mask), np.flatnonzero(mask).astype(np.int32), count=count)

    @property
    def is_dense(self):
        return self.rows is None

    @property
    def nbytes(self):
        """Memory in bytes."""
        return 200 + (self.bits if self.rows is None else self.rows).nbytes

    def mask(self, size=None):
        """Return the set as a mask over `size` rows; rows added after it was created are not in it."""
        size = self.size if size is None else size
        mask = np.zeros(size, dtype=bool)
        if self.rows is None:
            mask[: self.size] = np.unpackbits(self.bits, count=self.size).view(bool)
        else:
            mask[self.rows] = True
        return mask

    def as_rows(self):
        """Return the rows of the set, in order."""
        return np.flatnonzero(self.mask()).astype(np.int32) if self.rows is None else self.rows

    def with_rows(self, rows, size):
        """Return the set, grown to `size` rows, with some of the later rows in it."""
        if self.rows is None:
            mask = self.mask(size)
            mask[rows] = True
            return RowSet.of_mask(mask)
        return RowSet.of_rows(np.union1d(self.rows, rows), size)

    def within(self, mask):
        """Return the rows of the set that are also in a mask."""
        if self.rows is None:
            return RowSet.of_mask(self.mask(len(mask)) & mask)
        rows = self.rows[mask[self.rows]]
        return RowSet(len(mask), rows, count=len(rows))


@dataclass(frozen=True, eq=False)
class Universe:
    """The live rows of a snapshot; sets are subsets of it."""

    alive: np.ndarray

    @cached_property
    def everything(self):
        """The set of all rows."""
        return RowSet.of_mask(self.alive)

    def all_of(self, sets):
        """Return the rows that are in each of the sets."""
        ordered = sorted(sets, key=lambda one: one.count)
        found = ordered[0]
        for other in ordered[1:]:
            found = _both(found, other)
        return found

    def any_of(self, sets):
        """Return the rows that are in at least one of the sets."""
        if all(not one.is_dense for one in sets):
            rows, _ = distinct(np.concatenate([one.rows for one in sets]))
            return RowSet.of_rows(rows, len(self.alive))
        mask = np.zeros(len(self.alive), dtype=bool)
        for one in sets:
            mask |= one.mask(len(mask))
        return RowSet.of_mask(mask)

    def none_of(self, one):
        """Return the rows that are not in a set."""
        return RowSet.of_mask(self.alive & ~one.mask(len(self.alive)))


def _both(one, other):
    if one.is_dense and other.is_dense:
        return RowSet.of_mask(one.mask() & other.mask(one.size))
    if one.is_dense:
        return _both(other, one)
    if other.is_dense:
        return one.within(other.mask(one.size))
    rows = np.intersect1d(one.rows, other.rows, assume_unique=True)
    return RowSet(one.size, rows, count=len(rows))
