"""Counts of reports by value of a facet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Counts:
    """The counts by the id of the value; id 0 means none. Copies of one story count once if requested."""

    by_id: np.ndarray

    def of(self, pk):
        """Return the count of one value; 0 for what no report has."""
        return int(self.by_id[pk]) if 0 <= pk < len(self.by_id) else 0

    def ids(self):
        """Return the ids of the values that some report has, apart from "none"."""
        return (np.flatnonzero(self.by_id[1:]) + 1).tolist()

    def top(self, most):
        """Return the `most` ids with the highest counts, the most frequent first."""
        found = np.flatnonzero(self.by_id[1:]) + 1
        if len(found) > most:
            found = found[self.by_id[found] >= np.partition(self.by_id[found], -most)[-most]]
        return most_frequent({int(pk): int(self.by_id[pk]) for pk in found}, most)

    def best_of(self, ids, most):
        """Return [(id, count)] of the `most` of these ids with the highest counts, the most frequent first."""
        ids = np.sort(np.asarray(ids, dtype=np.int64))
        counts = (
            np.where(ids < len(self.by_id), self.by_id.take(ids, mode="clip"), 0)
            if len(self.by_id)
            else 0 * ids
        )
        order = np.argsort(-counts, kind="stable")[:most]
        return list(zip(ids[order].tolist(), counts[order].tolist(), strict=True))

    def whole(self):
        """Return the Counts of all values."""
        return self


def most_frequent(counts, most):
    """Return the `most` ids of {id: count} with the highest counts, the lower id first in a tie."""
    return sorted(counts, key=lambda pk: (-counts[pk], pk))[:most]


def added(counts):
    """Return the sum of counts, each an array indexed by id."""
    total = np.zeros(max((len(part) for part in counts), default=0), dtype=np.int64)
    for part in counts:
        total[: len(part)] += part
    return total
