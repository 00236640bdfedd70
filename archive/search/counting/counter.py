"""Counting the values of facets among the rows of a mask; only this module chooses how.

Of few rows the values of all facets are gathered, sorted and counted at once. Of many rows, each value is looked up in the inverted
index of its facet when it is asked for; what changed after the index was made is counted row by row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils.functional import cached_property

from archive.search import engine
from archive.search.counting.counts import Counts, InvertedCounts
from archive.search.facets import FACETS, ID_MASK, SHIFT
from archive.search.records.arrays import distinct
from archive.search.records.columns import Columns
from archive.search.records.inverted import packed_bits


@dataclass(frozen=True, eq=False)
class Counter:
    """Counts the values of the rows of a mask. If `grouped`, copies of one story count once."""

    columns: Columns
    mask: np.ndarray
    grouped: bool

    @cached_property
    def is_wide(self):
        """Whether the mask has so many settled rows that looking up each value is less work than each row."""
        return is_wide(self.columns, self.mask)

    def facet(self, name):
        """Return the counts of the values of a facet."""
        if not self.is_wide:
            return Counts(self._gathered[name])
        later = self.columns.later(name).counts(self.mask, self.columns.stories, grouped=self.grouped)
        return self.inverted(self.columns.inverted(name), later)

    def inverted(self, index, later=()):
        """Return the counts of the values of an inverted index; `later` are those of the rows outside it, by id."""
        later = np.asarray(later, dtype=np.int64)
        return InvertedCounts(index, self.mask, self._packed, later, grouped=self.grouped)

    @cached_property
    def _packed(self):
        return packed_bits(self.mask, self.columns.settled)

    @cached_property
    def _gathered(self):
        return _gathered(self.columns, np.flatnonzero(self.mask), grouped=self.grouped)


def is_wide(columns, mask):
    """Return whether a mask has so many settled rows that the index is less work than the rows."""
    return bool(columns.settled) and np.count_nonzero(mask) * engine.current().gathered > len(mask)


def _gathered(columns, rows, *, grouped):
    """Return {name of a facet: the number of rows with each value, an array indexed by id}."""
    copied = rows[:0]
    if grouped:
        is_copied = columns.stories[rows] != 0
        rows, copied = rows[~is_copied], rows[is_copied]
    values = np.concatenate([columns.values_of(rows)[0], _once_a_story(columns, copied)])
    values, counts = distinct(values)
    numbers = [facet.number for facet in FACETS.values()]
    starts, ends = (np.searchsorted(values >> SHIFT, numbers, side=side) for side in ("left", "right"))
    return {
        name: _by_id(values[start:end] & ID_MASK, counts[start:end])
        for name, start, end in zip(FACETS, starts, ends, strict=True)
    }


def _once_a_story(columns, rows):
    """Return the values of the rows, each once for each story."""
    values, lengths = columns.values_of(rows)
    stories = np.repeat(columns.stories[rows], lengths).astype(np.int64)
    return (distinct((stories << 32) | values)[0] & 0xFFFFFFFF).astype(np.int32)


def _by_id(ids, counts):
    by_id = np.zeros(int(ids[-1]) + 1 if len(ids) else 0, dtype=np.int64)
    by_id[ids] = counts
    return by_id
