"""The inverted index of a facet: the rows of each value, commonest value first.

Rows of common values are bit masks, the others lists: if more than one row in 128 has a value, counting bits is faster than
looking up its rows one by one, and takes as much memory (after Culpepper and Moffat, "Efficient set intersection for inverted
indexing", 2010). No value is in more reports than its list is long, so the most frequent ones are found exactly without
counting them all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from archive.search.records.arrays import added
from archive.search.records.pairs import Pairs, joined_pairs

BITS_FROM_SHARE = 128
BATCH_BYTES, BATCH_ROWS = 1 << 19, 1 << 16  # fits into a processor's caches


@dataclass(frozen=True, eq=False)
class Copies:
    """The rows of reports that have copies with the same value, and their stories: value by value, story by story.

    Those of the value at place i lie from `borders[i]` to `borders[i + 1]`.
    """

    rows: np.ndarray
    stories: np.ndarray
    borders: np.ndarray

    @classmethod
    def of(cls, lots, places, stories):
        """Gather them from batches of Pairs; `places` has the place of each value, `stories` the story of each row (0 for none)."""
        copied = [lot.among(stories[lot.rows] != 0) for lot in lots]
        pairs = joined_pairs(copied)
        keys = (places[pairs.ids].astype(np.int64) << 32) | stories[pairs.rows]
        order = np.argsort(keys, kind="stable")
        rows, keys = pairs.rows[order], keys[order]
        same = keys[1:] == keys[:-1]
        several = np.zeros(len(keys), dtype=bool)
        several[1:] |= same
        several[:-1] |= same
        rows, keys = rows[several], keys[several]
        borders = np.searchsorted(keys >> 32, np.arange(int(places.max(initial=-1)) + 2))
        return cls(rows, (keys & 0xFFFFFFFF).astype(np.int32), borders)

    def surplus(self, place, mask):
        """Return how many rows of a mask with the value at this place are further copies of the same story."""
        start, end = self.borders[place], self.borders[place + 1]
        stories = self.stories[start:end][mask[self.rows[start:end]]]
        return int(np.count_nonzero(stories[1:] == stories[:-1]))

    def surpluses(self, mask):
        """Return the surplus of every value."""
        kept = np.flatnonzero(_chosen(self.rows, mask))
        stories = self.stories[kept]
        places = np.searchsorted(self.borders, kept, side="right") - 1
        again = (stories[1:] == stories[:-1]) & (places[1:] == places[:-1])
        return np.bincount(places[1:][again], minlength=len(self.borders) - 1)


@dataclass(frozen=True, eq=False)
class Inverted:
    """`ids[i]` is the value at place i and in `frequencies[i]` of the `size` rows, falling.

    The first values have a row of `bits` each; the rows of the others begin at `starts` in `rows`. `places[id]` is the
    place of a value, -1 if it has none.
    """

    size: int
    ids: np.ndarray
    frequencies: np.ndarray
    bits: np.ndarray
    rows: np.ndarray
    starts: np.ndarray
    places: np.ndarray
    copies: Copies

    @classmethod
    def of(cls, lots, stories, size):
        """Sort batches of Pairs of settled rows, each with ascending rows that follow those of the batch before.

        In batches, so that little more memory is needed than the result takes (a counting sort by value).
        """
        totals = added([[0], *(np.bincount(lot.ids) for lot in lots)])
        ids = np.flatnonzero(totals)
        ids = ids[np.argsort(-totals[ids], kind="stable")].astype(np.int32)
        frequencies = totals[ids]
        places = np.full(int(ids.max(initial=-1)) + 1, -1, dtype=np.int32)
        places[ids] = np.arange(len(ids))
        number = int(np.count_nonzero(frequencies * BITS_FROM_SHARE > size))
        ends = np.cumsum(frequencies)
        starts = ends - frequencies
        rows = _rows_by_place(lots, places, starts)
        common = [rows[start:end] for start, end in zip(starts[:number], ends[:number], strict=True)]
        return cls(
            size=size,
            ids=ids,
            frequencies=frequencies,
            bits=_as_bits(common, size),
            rows=rows[frequencies[:number].sum() :].copy(),
            starts=np.concatenate([[0], np.cumsum(frequencies[number:])]),
            places=places,
            copies=Copies.of(lots, places, stories),
        )

    @property
    def nbytes(self):
        """Memory in bytes."""
        copies = self.copies.rows.nbytes + self.copies.stories.nbytes
        return self.bits.nbytes + self.rows.nbytes + copies + 24 * len(self.ids)

    def rows_at(self, place):
        """Return the rows that have the value at this place."""
        if place < len(self.bits):
            return np.flatnonzero(np.unpackbits(self.bits[place].view(np.uint8), count=self.size))
        place -= len(self.bits)
        return self.rows[self.starts[place] : self.starts[place + 1]]

    def place_of(self, pk):
        """Return the place of a value, or None."""
        place = int(self.places[pk]) if 0 <= pk < len(self.places) else -1
        return place if place >= 0 else None

    def add_to(self, mask, ids):
        """Add the rows with any of these values to a mask."""
        for place in map(self.place_of, ids):
            if place is None:
                continue
            if place < len(self.bits):
                mask[: self.size] |= np.unpackbits(self.bits[place].view(np.uint8), count=self.size).view(
                    bool
                )
            else:
                mask[self.rows_at(place)] = True

    def pairs(self):
        """Return the values as Pairs."""
        return Pairs(
            np.repeat(self.ids, self.frequencies),
            np.concatenate(
                [self.rows[:0], *(self.rows_at(place) for place in range(len(self.bits))), self.rows]
            ),
        )

    def having(self, ids):
        """Return the Pairs with one of these values."""
        rows = [(pk, self.rows_at(place)) for pk in ids if (place := self.place_of(pk)) is not None]
        return joined_pairs(
            [Pairs(np.full(len(found), pk, dtype=np.int32), found.astype(np.int32)) for pk, found in rows]
        )

    def blocks(self):
        """Yield (first, last) of places to be counted together, in order."""
        step = max(1, BATCH_BYTES // max(self.bits.nbytes // max(len(self.bits), 1), 1))
        for first in range(0, len(self.bits), step):
            yield first, min(first + step, len(self.bits))
        first, listed = 0, len(self.starts) - 1
        while first < listed:
            last = int(np.searchsorted(self.starts, self.starts[first] + BATCH_ROWS, side="right")) - 1
            last = min(max(last, first + 1), listed)
            yield first + len(self.bits), last + len(self.bits)
            first = last

    def counted(self, first, last, mask, packed):
        """Return how many rows of a mask have each of the values at these places, all with bits or none; `packed` are its bits."""
        if first < len(self.bits):
            return np.bitwise_count(self.bits[first:last] & packed).sum(axis=1, dtype=np.int64)
        first, last = first - len(self.bits), last - len(self.bits)
        start = self.starts[first]
        chosen = _chosen(self.rows[start : self.starts[last]], mask)
        return np.add.reduceat(chosen, self.starts[first:last] - start, dtype=np.int32).astype(np.int64)


def packed_bits(mask, size):
    """Return the first `size` entries of a mask as bits, in whole words of eight bytes."""
    bits = np.zeros(-(-size // 64) * 8, dtype=np.uint8)
    packed = np.packbits(mask[:size])
    bits[: len(packed)] = packed
    return bits.view(np.uint64)


def _rows_by_place(lots, places, starts):
    """Return the rows of all batches by the place of their value, ascending: those of each place from its start on."""
    rows, free = np.empty(sum(len(lot.rows) for lot in lots), dtype=np.int32), starts.copy()
    for lot in lots:
        of_values = places[lot.ids]
        order = np.argsort(of_values, kind="stable")
        of_values = of_values[order]
        firsts = np.flatnonzero(np.diff(of_values, prepend=-1))
        lengths = np.diff(firsts, append=len(order))
        here = of_values[firsts]
        rows[np.repeat(free[here] - firsts, lengths) + np.arange(len(order))] = lot.rows[order]
        free[here] += lengths
    return rows


def _as_bits(lists, size):
    bits = np.zeros((len(lists), -(-size // 64)), dtype=np.uint64)
    for place, rows in enumerate(lists):
        mask = np.zeros(size, dtype=bool)
        mask[rows] = True
        bits[place] = packed_bits(mask, size)
    return bits


def _chosen(rows, mask):
    """Return for each row whether it is in a mask, as 0 and 1: in pieces, as numpy would first widen all row numbers."""
    chosen, wide = np.empty(len(rows), dtype=bool), np.empty(min(BATCH_ROWS, len(rows)), dtype=np.intp)
    for start in range(0, len(rows), BATCH_ROWS):
        part = wide[: min(BATCH_ROWS, len(rows) - start)]
        part[:] = rows[start : start + len(part)]
        mask.take(part, mode="clip", out=chosen[start : start + len(part)])
    return chosen.view(np.uint8)
