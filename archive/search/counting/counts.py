"""Counts of reports by value of a facet: of all values at once, or of each value on demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Counts:
    """The counts by the id of the value; id 0 means none. Copies of one story count once if requested."""

    by_id: np.ndarray

    def of(self, pk):
        """Return the count of one value; 0 if no report has it."""
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


class InvertedCounts:
    """Counts of reports, or of stories if `grouped`, by value of a facet, among many settled rows and some later ones.

    Answers as Counts do. `later` counts the later rows, by id.
    """

    def __init__(self, inverted, mask, packed, later, *, grouped):
        self.inverted, self.mask, self.packed = inverted, mask[: inverted.size], packed
        self.later, self.grouped = later, grouped
        self._known = self._only_later()

    def of(self, pk):
        """Return the count of one value; 0 if no report has it."""
        place = self.inverted.place_of(pk)
        if pk not in self._known and place is not None:
            count = int(self.inverted.counted(place, place + 1, self.mask, self.packed)[0])
            self._known[pk] = count + int(self._later_of(np.array([pk]))[0]) - self._surplus(place)
        return self._known.get(pk, 0)

    def top(self, most):
        """Return the `most` ids with the highest counts, the most frequent first."""
        found, least = {pk: count for pk, count in self._known.items() if pk and count}, 0
        highest = int(self.later.max(initial=0))
        for first, last in self.inverted.blocks():
            if self.inverted.frequencies[first] + highest < least:
                break
            counts = self.inverted.counted(first, last, self.mask, self.packed)
            counts = counts + self._later_of(self.inverted.ids[first:last])
            for one in np.argsort(-counts, kind="stable").tolist():
                if counts[one] < max(least, 1):
                    break
                pk = int(self.inverted.ids[first + one])
                if pk:
                    found[pk] = int(counts[one]) - self._surplus(first + one)
                    least = sorted(found.values())[-most] if len(found) >= most else 0
        self._known |= found
        return most_frequent(found, most)

    def whole(self):
        """Return the Counts of all values."""
        inverted = self.inverted
        counts = np.zeros(max(len(inverted.places), len(self.later)), dtype=np.int64)
        parts = [inverted.counted(first, last, self.mask, self.packed) for first, last in inverted.blocks()]
        if parts:
            counts[inverted.ids] = np.concatenate(parts)
        if self.grouped:
            counts[inverted.ids] -= inverted.copies.surpluses(self.mask)
        counts[: len(self.later)] += self.later
        return Counts(counts)

    def _surplus(self, place):
        return self.inverted.copies.surplus(place, self.mask) if self.grouped else 0

    def _later_of(self, ids):
        if not len(self.later):
            return np.zeros(len(ids), dtype=np.int64)
        return np.where(ids < len(self.later), self.later[np.minimum(ids, len(self.later) - 1)], 0)

    def _only_later(self):
        """Return {id: count} of the values that no settled row has."""
        ids = np.flatnonzero(self.later)
        return {int(pk): int(self.later[pk]) for pk in ids if self.inverted.place_of(int(pk)) is None}


def most_frequent(counts, most):
    """Return the `most` ids of {id: count} with the highest counts, the lower id first in a tie."""
    return sorted(counts, key=lambda pk: (-counts[pk], pk))[:most]
