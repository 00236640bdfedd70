"""Which rows of the columns pass the filters, with any one filter lifted: arithmetic, no SQL."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from archive.search.columns import FIRST_DAY, LAST_DAY


class Selection:
    """The columns of a query under its filters."""

    def __init__(self, columns, filters):
        self.columns = columns
        self.filters = filters
        self._masks = dict(self._make_masks())

    @cached_property
    def kept(self):
        """The mask of the rows that pass every filter."""
        return self.lifted("")

    def lifted(self, name):
        """Return the mask of the rows that pass every filter but the one of this facet."""
        kept = np.ones(len(self.columns), dtype=bool)
        for facet, mask in self._masks.items():
            if facet != name:
                kept &= mask
        return kept

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
        column = self.columns.facet(name)
        mask = np.ones(len(self.columns), dtype=bool)
        if choice.wanted:
            mask = self._rows_with(column, choice.wanted)
        if choice.unwanted:
            mask &= ~self._rows_with(column, choice.unwanted)
        return mask

    def _rows_with(self, column, ids):
        mask = np.zeros(len(self.columns), dtype=bool)
        mask[column.rows[np.isin(column.ids, list(ids))]] = True
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
        return self._count_rows(self.kept)

    def hidden_copies(self):
        """Return how many reports stand behind another copy of their story."""
        return int(np.count_nonzero(self.kept)) - self.total()

    def counts(self, name):
        """Return the count of each id of a facet with its own filter lifted: an array, indexed by id."""
        column = self.columns.facet(name)
        chosen = self.lifted(name)[column.rows]
        return self._count_ids(column.ids[chosen], column.rows[chosen])

    def year_counts(self):
        """Return ({year: count}, count of undated) with the filter on years lifted; a date counts in every year it touches.

        Years before the first and after the last that some report has for its own are not spun out for open dates.
        """
        kept = np.flatnonzero(self.lifted("year"))
        undated = np.zeros(len(self.columns), dtype=bool)
        undated[kept[self.columns.first[kept] == 0]] = True
        dated = kept[self.columns.first[kept] != 0]
        if self.filters.certain:
            dated = dated[self.columns.first[dated] // 10000 == self.columns.last[dated] // 10000]
        first, last = self._bounded_years(dated)
        reach = np.maximum(last - first + 1, 0)
        rows = np.repeat(dated, reach)
        starts = np.repeat(np.cumsum(reach) - reach, reach)
        years = np.repeat(first, reach) + (np.arange(len(rows)) - starts)
        counts = self._count_ids(years.astype(np.int32), rows)
        found = np.flatnonzero(counts)
        return {int(year): int(counts[year]) for year in found}, self._count_rows(undated)

    def _bounded_years(self, rows):
        first, last = self.columns.first[rows], self.columns.last[rows]
        own = np.concatenate([first[first > FIRST_DAY], last[last < LAST_DAY]]) // 10000
        if not len(own):
            return first // 10000, np.zeros(len(rows), dtype=np.int32)
        return np.maximum(first // 10000, own.min()), np.minimum(last // 10000, own.max())

    def _count_rows(self, mask):
        if not self.filters.grouped:
            return int(np.count_nonzero(mask))
        stories = self.columns.stories[mask]
        return int(np.count_nonzero(stories == 0) + len(np.unique(stories[stories != 0])))

    def _count_ids(self, ids, rows):
        if not self.filters.grouped:
            return np.bincount(ids)
        stories = self.columns.stories[rows]
        copied = stories != 0
        if not copied.any():
            return np.bincount(ids)
        pairs = np.unique((stories[copied].astype(np.int64) << 32) | ids[copied])
        size = int(ids.max()) + 1
        return np.bincount(ids[~copied], minlength=size) + np.bincount(pairs & 0xFFFFFFFF, minlength=size)

    # Order

    def by_date(self, *, newest):
        """Return the kept row numbers in order of date; of the copies of a story the first one alone."""
        order = self.columns.newest_order if newest else self.columns.oldest_order
        return self.one_of_each_story(order[self.kept[order]])

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
