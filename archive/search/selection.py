"""Which rows of the columns pass the filters, with any one filter lifted: arithmetic, no SQL."""

from __future__ import annotations

import numpy as np

from archive.search.columns import FIRST_DAY, LAST_DAY
from archive.search.pairs import Pairs, added

FEW = 16  # where fewer than one row in so many is left, its values are counted by themselves


class Selection:
    """The columns of a query under its filters.

    `within` is the mask of the rows that were found, where not all were. `remember` is asked for counts to which no other
    filter applies, by a key and what makes them: they are the same for every click on a value of that facet.
    """

    def __init__(self, columns, filters, within=None, remember=lambda key, make: make()):
        self.columns = columns
        self.filters = filters
        self.remember = remember
        self.within = np.ones(len(columns), dtype=bool) if within is None else within
        self._masks = dict(self._make_masks())
        self._lifted, self._taken, self._total = {}, {}, None

    @property
    def kept(self):
        """The mask of the rows that pass every filter."""
        return self.lifted("")

    def lifted(self, name):
        """Return the mask of the rows that pass every filter but the one of this facet."""
        lifted = name if name in self._masks else ""
        if lifted not in self._lifted:
            kept = self.within
            for facet, mask in self._masks.items():
                if facet != lifted:
                    kept = kept & mask
            self._lifted[lifted] = kept
        return self._lifted[lifted]

    def _make_masks(self):
        for name, choice in self.filters.facets.items():
            if choice:
                yield name, self._facet_mask(name, choice)
        filters = self.filters
        if filters.years or filters.excluded_years or filters.undated or filters.dated_only:
            yield "year", self._year_mask()
        if filters.windows:
            yield "window", self._window_mask()

    def _facet_mask(self, name, choice):
        mask = np.ones(len(self.columns), dtype=bool)
        if choice.wanted:
            mask = self._rows_with(name, choice.wanted)
        if choice.unwanted:
            mask &= ~self._rows_with(name, choice.unwanted)
        return mask

    def _rows_with(self, name, ids):
        mask = np.zeros(len(self.columns), dtype=bool)
        for part in self.columns.facet(name):
            mask[part.rows_of(ids)] = True
        return mask

    def _year_mask(self):
        filters, undated = self.filters, self.columns.first == 0
        mask = np.ones(len(self.columns), dtype=bool)
        if filters.years or filters.undated:
            mask = undated if filters.undated else np.zeros(len(self.columns), dtype=bool)
            for year in filters.years:
                mask = mask | self._in_window(year * 10000 + 101, year * 10000 + 1231)
        for year in filters.excluded_years:
            mask = mask & ~self._in_window(year * 10000 + 101, year * 10000 + 1231)
        return mask & ~undated if filters.dated_only else mask

    def _window_mask(self):
        mask = np.ones(len(self.columns), dtype=bool)
        for window in self.filters.windows:
            inside = self._in_window(window.lower or FIRST_DAY, window.upper or LAST_DAY)
            mask &= ~inside if window.negated else inside
        return mask

    def _in_window(self, lower, upper):
        """Rows whose date overlaps the window, or lies wholly within it where certainty is asked; undated never."""
        first, last = self.columns.first, self.columns.last
        if self.filters.certain:
            return (first >= lower) & (last <= upper) & (first != 0)
        return (first <= upper) & (last >= lower) & (first != 0)

    # Counting. Copies of one story count once, unless they are asked for one by one.

    def total(self):
        """Return how many reports, or stories, pass every filter."""
        if self._total is None:
            self._total = self._count_rows(self.kept)
        return self._total

    def hidden_copies(self):
        """Return how many reports stand behind another copy of their story."""
        return int(np.count_nonzero(self.kept)) - self.total()

    def counts(self, name):
        """Return the count of each id of a facet with its own filter lifted: an array, indexed by id."""
        return self._remembered(name, self._counts)

    def _remembered(self, name, count):
        if self._masks.keys() - {name}:
            return count(name)
        return self.remember((name, self.filters.grouped, self.filters.certain), lambda: count(name))

    def _counts(self, name):
        columns, mask = self._left(name)
        grouped = self.filters.grouped
        return added([part.counts(mask, columns.stories, grouped=grouped) for part in columns.facet(name)])

    def _left(self, name):
        """Return (columns, mask of the rows to count) with one filter lifted: columns of their own where few rows are left."""
        mask, lifted = self.lifted(name), name if name in self._masks else ""
        if not self.columns.settled or np.count_nonzero(mask) * FEW > len(mask):
            return self.columns, mask
        if lifted not in self._taken:
            self._taken[lifted] = self.columns.take(np.flatnonzero(mask))
        return self._taken[lifted], np.ones(len(self._taken[lifted]), dtype=bool)

    def year_counts(self):
        """Return ({year: count}, count of undated) with the filter on years lifted; a date counts in every year it touches.

        Years before the first and after the last that some report has for its own are not spun out for open dates.
        """
        counts = self._remembered("year", self._year_counts)
        return {int(year): int(counts[year]) for year in np.flatnonzero(counts[1:]) + 1}, int(counts[0])

    def _year_counts(self, name):
        """Return the count of each year: an array, indexed by year; 0 stands for undated."""
        kept = np.flatnonzero(self.lifted(name))
        first, last = self.columns.first[kept], self.columns.last[kept]
        undated = kept[first == 0]
        dated = first != 0
        if self.filters.certain:
            dated &= first // 10000 == last // 10000
        rows, first, last = kept[dated], *_bounded_years(first[dated], last[dated])
        several = np.flatnonzero(first != last)
        rows_of_years, years = _spun_out(rows[several], first[several], last[several])
        single = np.flatnonzero(first == last)
        ids = np.concatenate([np.zeros(len(undated), dtype=np.int64), first[single], years])
        pairs = Pairs(ids.astype(np.int32), np.concatenate([undated, rows[single], rows_of_years]))
        everything = np.ones(len(self.columns), dtype=bool)
        return added([[0], pairs.counts(everything, self.columns.stories, grouped=self.filters.grouped)])

    def _count_rows(self, mask):
        if not self.filters.grouped:
            return int(np.count_nonzero(mask))
        stories = self.columns.stories[mask]
        copied = stories[stories != 0]
        return len(stories) - len(copied) + int(np.count_nonzero(np.bincount(copied)))

    # Order

    def by_date(self, *, newest, most=None):
        """Return the kept row numbers in order of date, at least the first `most`; of the copies of a story the first alone."""
        rows, asked = np.flatnonzero(self.kept), most
        while True:
            chosen = rows if asked is None else self._first_by_date(rows, newest, 2 * asked + 50)
            ordered = self.one_of_each_story(self.columns.in_order_of_date(chosen, newest=newest))
            if len(chosen) == len(rows) or len(ordered) >= most:
                return ordered
            asked *= 4

    def _first_by_date(self, rows, newest, most):
        """Return at least the `most` first rows in order of date, in no order, without sorting all."""
        if len(rows) <= 2 * most:
            return rows
        days = self.columns.first[rows]
        if newest:
            return rows[days >= np.partition(days, len(days) - most)[len(days) - most]]
        days = np.where(days == 0, LAST_DAY, days)
        return rows[days <= np.partition(days, most)[most]]

    def one_of_each_story(self, rows):
        """Keep the first row of each story, in the order given."""
        if not self.filters.grouped:
            return rows
        stories = self.columns.stories[rows]
        copied = np.flatnonzero(stories)
        if not len(copied):
            return rows
        _, first = np.unique(stories[copied], return_index=True)
        keep = stories == 0
        keep[copied[first]] = True
        return rows[keep]

    def copies_of(self, row):
        """Return the ids of the other kept copies of the story of a row."""
        story = self.columns.stories[row]
        if not story or not self.filters.grouped:
            return []
        same = np.flatnonzero((self.columns.stories == story) & self.kept)
        return [int(self.columns.ids[other]) for other in same if other != row]


def _bounded_years(first, last):
    """Return the first and last year of each of these dates, open ends cut at the years that some date has for its own."""
    own = np.concatenate([first[first > FIRST_DAY], last[last < LAST_DAY]]) // 10000
    if not len(own):
        return first // 10000, np.full(len(first), -1)
    return np.maximum(first // 10000, own.min()), np.minimum(last // 10000, own.max())


def _spun_out(rows, first, last):
    """Return (rows, years) with an entry for every year from the first to the last of each row."""
    reach = np.maximum(last - first + 1, 0).astype(np.int64)
    starts = np.repeat(np.cumsum(reach) - reach, reach)
    return np.repeat(rows, reach), np.repeat(first, reach) + (np.arange(len(starts)) - starts)
