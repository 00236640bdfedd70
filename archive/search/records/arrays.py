"""Arithmetic on arrays that numpy lacks, or does more slowly."""

from __future__ import annotations

import numpy as np


def distinct(values):
    """Return (the distinct values in order, how often each occurs); sorts the array in place.

    By sorting: np.unique, which builds a hash table, takes several times as long.
    """
    values.sort()
    starts = np.flatnonzero(np.diff(values, prepend=values[:1] - 1))
    return values[starts], np.diff(starts, append=len(values))


def added(counts):
    """Return the sum of counts, each an array indexed by id."""
    total = np.zeros(max((len(part) for part in counts), default=0), dtype=np.int64)
    for part in counts:
        total[: len(part)] += part
    return total
