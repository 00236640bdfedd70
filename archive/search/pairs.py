"""The values of one facet, and how often each occurs among some rows; copies of a story count once where that is asked.

Both classes answer the same questions. Pairs stand in no order and are cheap to make, for few rows. Inverted lists have the
rows of each value beside each other, as an inverted index has: counting is one pass without jumps, however many rows are
counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Pairs:
    """`ids[i]` is a value of row `rows[i]`; id 0 means none."""

    ids: np.ndarray
    rows: np.ndarray

    def pairs(self):
        """Return the values as Pairs."""
        return self

    def rows_of(self, ids):
        """Return the rows that have any of these values, some perhaps twice."""
        return self.rows[np.isin(self.ids, list(ids))]

    def counts(self, mask, stories, *, grouped):
        """Return how many of the rows in a mask have each value: an array, indexed by id."""
        chosen = mask[self.rows]
        ids, rows = self.ids[chosen], self.rows[chosen]
        own = stories[rows]
        copied = own != 0
        if not grouped or not copied.any():
            return np.bincount(ids)
        pairs = np.unique((own[copied].astype(np.int64) << 32) | ids[copied])
        size = int(ids.max()) + 1
        return np.bincount(ids[~copied], minlength=size) + np.bincount(pairs & 0xFFFFFFFF, minlength=size)


@dataclass(frozen=True, eq=False)
class Inverted:
    """The rows of each value beside each other: those of `ids[i]` begin at `starts[i]` in `rows`.

    `copied` are the places in `rows` of reports that have copies with the same value, story by story; each such story
    begins at `story_starts[i]` in it, and belongs to the value with the number `story_values[i]`.
    """

    ids: np.ndarray
    starts: np.ndarray
    rows: np.ndarray
    copied: np.ndarray
    story_starts: np.ndarray
    story_values: np.ndarray

    @classmethod
    def of(cls, pairs, stories):
        """Put Pairs in order."""
        keys = (pairs.ids.astype(np.int64) << 32) | pairs.rows
        keys.sort()
        rows = (keys & 0xFFFFFFFF).astype(np.int32)
        keys >>= 32
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        return cls(keys[starts].astype(np.int32), starts, rows, *_copies(rows, starts, stories))

    def pairs(self):
        """Return the values as Pairs."""
        return Pairs(np.repeat(self.ids, np.diff(self.starts, append=len(self.rows))), self.rows)

    def rows_of(self, ids):
        """Return the rows that have any of these values, some perhaps twice."""
        wanted = np.flatnonzero(np.isin(self.ids, list(ids)))
        ends = np.append(self.starts[1:], len(self.rows))
        slices = [self.rows[self.starts[place] : ends[place]] for place in wanted]
        return np.concatenate(slices) if slices else self.rows[:0]

    def counts(self, mask, stories, *, grouped):
        """Return how many of the rows in a mask have each value: an array, indexed by id."""
        if not len(self.ids):
            return np.zeros(0, dtype=np.int64)
        chosen = mask[self.rows].view(np.uint8)
        found = np.add.reduceat(chosen, self.starts, dtype=np.int64)
        if grouped and len(self.copied):
            copies = np.add.reduceat(chosen[self.copied], self.story_starts, dtype=np.int64)
            surplus = np.maximum(copies - 1, 0)
            found -= np.bincount(self.story_values, weights=surplus, minlength=len(found)).astype(np.int64)
        counts = np.zeros(int(self.ids[-1]) + 1, dtype=np.int64)
        counts[self.ids] = found
        return counts


def _copies(rows, starts, stories):
    """Return (copied, story_starts, story_values) of Inverted."""
    own = stories[rows]
    copied = np.flatnonzero(own)
    values = np.searchsorted(starts, copied, side="right") - 1
    order = np.lexsort((own[copied], values))
    copied, values = copied[order], values[order]
    keys = (values.astype(np.int64) << 32) | own[copied]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    sizes = np.diff(first, append=len(keys))
    several = np.repeat(sizes > 1, sizes)
    sizes, values = sizes[sizes > 1], values[first[sizes > 1]]
    return copied[several].astype(np.int32), np.cumsum(sizes) - sizes, values


def added(counts):
    """Return the sum of counts, each an array indexed by id."""
    total = np.zeros(max((len(part) for part in counts), default=0), dtype=np.int64)
    for part in counts:
        total[: len(part)] += part
    return total
