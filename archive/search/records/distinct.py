"""The distinct values of an array, by sorting: np.unique, which builds a hash table, takes several times as long."""

from __future__ import annotations

import numpy as np


def distinct(values):
    """Return (the distinct values in order, how often each occurs); sorts the array in place."""
    values.sort()
    starts = np.flatnonzero(np.diff(values, prepend=values[:1] - 1))
    return values[starts], np.diff(starts, append=len(values))
