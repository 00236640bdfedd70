"""The values of one facet among few rows, unsorted, and how often each occurs; copies of a story count once if requested."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from archive.search.records.arrays import distinct


@dataclass(frozen=True, eq=False)
class Pairs:
    """`ids[i]` is a value of row `rows[i]`; id 0 means none."""

    ids: np.ndarray
    rows: np.ndarray

    def add_to(self, mask, ids):
        """Put the rows that have any of these values into a mask."""
        mask[self.rows[np.isin(self.ids, list(ids))]] = True

    def among(self, chosen):
        """Return the Pairs selected by an array of booleans."""
        return Pairs(self.ids[chosen], self.rows[chosen])

    def pairs(self):
        """Return the values as Pairs."""
        return self

    def having(self, ids):
        """Return the Pairs with one of these values."""
        return self.among(np.isin(self.ids, ids))

    def counts(self, mask, stories, *, grouped):
        """Return how many of the rows in a mask have each value: an array indexed by id."""
        chosen = mask[self.rows]
        ids, rows = self.ids[chosen], self.rows[chosen]
        own = stories[rows]
        copied = own != 0
        if not grouped or not copied.any():
            return np.bincount(ids)
        pairs, _ = distinct((own[copied].astype(np.int64) << 32) | ids[copied])
        size = int(ids.max()) + 1
        return np.bincount(ids[~copied], minlength=size) + np.bincount(pairs & 0xFFFFFFFF, minlength=size)


def joined_pairs(parts):
    """Return several Pairs as one."""
    if not parts:
        return Pairs(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))
    return Pairs(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("ids", "rows")))
