"""The different values of an array, by putting it in order: np.unique, which makes a hash table, takes several times as long."""

from __future__ import annotations

import numpy as np


def distinct(values):
    """Return (the different values in order, how often each occurs); puts the array itself in order."""
    values.sort()
    starts = np.flatnonzero(np.diff(values, prepend=values[:1] - 1))
    return values[starts], np.diff(starts, append=len(values))
