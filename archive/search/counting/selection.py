"""The rows that pass the filters, with any one filter lifted: arithmetic, no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from archive.search import engine
from archive.search.counting.carried import Carried
from archive.search.counting.counter import Counter, is_wide
from archive.search.counting.counts import Counts
from archive.search.counting.period_counts import count_periods, count_spans, count_years
from archive.search.facets import CLAIMS, YEAR
from archive.search.parameters.choices import FacetChoice
from archive.search.records.columns import FIRST_DAY, LAST_DAY, Columns


@dataclass(frozen=True, eq=False)
class Selection:
    """The rows of `columns` that are in `within` and pass every filter; each narrowing returns a new Selection.

    `masks` has the rows that pass each filter, `choices` what was chosen of each facet. If `grouped`, copies of a story
    count once; if `certain`, only dates that certainly fall in a window count.
    """

    columns: Columns
    within: np.ndarray
    masks: Mapping[object, np.ndarray] = field(default_factory=dict)
    choices: Mapping[str, FacetChoice] = field(default_factory=dict)
    grouped: bool = True
    certain: bool = False
    carried: Carried = field(default_factory=Carried)
    _derived: dict = field(default_factory=dict, init=False)

    # Narrowing

    def only_certain(self):
        """Count only dates that certainly fall in a window, from here on."""
        return replace(self, certain=True)

    def only_confirmed(self):
        """Count names only where a curator confirmed them, from here on."""
        return replace(self, columns=self.columns.only_confirmed)

    def one_by_one(self):
        """Count each copy of a story."""
        return replace(self, grouped=False)

    def choosing(self, name, choice):
        """Filter to rows with what was chosen of a facet, or of the years."""
        return replace(
            self._passing(name, self._choice_mask(name, choice)), choices={**self.choices, name: choice}
        )

    def dated(self, *windows, key=None):
        """Filter to rows whose dates overlap all windows; a single one may have a key by which it can be lifted."""
        selection = self
        for window in windows:
            inside = (
                self.columns.first == 0
                if window.undated
                else self._in_window(window.lower or FIRST_DAY, window.upper or LAST_DAY)
            )
            selection = selection._passing(key or window, ~inside if window.negated else inside)
        return selection

    def naming(self, required):
        """Filter to rows that name each of these entities."""
        return self._passing("with", self._rows_with_each((one.kind, one.pk) for one in required))

    def perhaps_naming(self, possible):
        """Filter to rows in which a name was suggested for each of these, and which do not name it otherwise."""
        selection = self
        for one in possible:
            suggested = np.isin(self.columns.ids, one.articles)
            selection = selection._passing(one, suggested & ~self._rows_with(one.kind, {one.pk}))
        return selection

    def lifting(self, *keys):
        """Return the Selection without the filters of these keys."""
        if not self.masks.keys() & set(keys):
            return self
        return replace(self, masks={key: mask for key, mask in self.masks.items() if key not in keys})

    def as_whole(self):
        """Return the same rows without the choices, so that each facet is counted within them."""
        return Selection(
            self.columns, self.kept, grouped=self.grouped, certain=self.certain, carried=self.carried
        )

    def _passing(self, key, mask):
        return replace(self, masks={**self.masks, key: mask})

    @property
    def kept(self):
        """The mask of the rows that pass every filter."""
        return self.lifted("")

    def lifted(self, name):
        """Return the mask of the rows that pass every filter except that of this facet."""
        lifted = name if name in self.masks else ""
        return self._derive(("lifted", lifted), lambda: self._all_but(lifted))

    def _all_but(self, lifted):
        kept = self.within
        for key, mask in self.masks.items():
            if key != lifted:
                kept = kept & mask
        return kept

    def choice(self, name):
        """Return the choice made for a facet."""
        return self.choices.get(name) or FacetChoice()

    def _choice_mask(self, name, choice):
        if choice.wanted and not choice.wants_all:
            mask = self._rows_with(name, choice.wanted)
        else:
            mask = self._rows_with_each((name, pk) for pk in choice.wanted)
        if choice.unwanted:
            mask &= ~self._rows_with(name, choice.unwanted)
        return mask

    def _rows_with_each(self, required):
        """Return the mask of the rows that have all of these values of facets, (name, id)."""
        mask = np.ones(len(self.columns), dtype=bool)
        for name, pk in required:
            mask &= self._rows_with(name, {pk})
        return mask

    def _rows_with(self, name, ids):
        mask = np.zeros(len(self.columns), dtype=bool)
        if name == YEAR.name:
            for year in ids:
                mask |= (
                    self._in_window(year * 10000 + 101, year * 10000 + 1231)
                    if year
                    else self.columns.first == 0
                )
            return mask
        if name == CLAIMS.name:
            for pk in ids:
                mask[self._rows_having(name, pk)] = True
            return mask
        for part in self.columns.facet(name):
            part.add_to(mask, ids)
        return mask

    def _rows_having(self, name, pk):
        """Return the numbers of the rows that have a value of a facet."""
        if name != CLAIMS.name:
            return np.concatenate([part.having([pk]).rows for part in self.columns.facet(name)])
        reports = self.carried.reports.get(pk, ())
        return self._derive(
            ("carrying", pk), lambda: np.flatnonzero(np.isin(self.columns.ids, reports, kind="sort"))
        )

    def _in_window(self, lower, upper):
        """Rows whose date overlaps the window, or lies wholly within it if certainty is required; never undated ones."""
        first, last = self.columns.first, self.columns.last
        if self.certain:
            return (first >= lower) & (last <= upper) & (first != 0)
        return (first <= upper) & (last >= lower) & (first != 0)

    # Counting. Copies of one story count once, unless requested separately.

    def total(self):
        """Return how many reports, or stories, pass every filter."""
        return self._derive("total", lambda: self._number(self.kept))

    def total_with(self, name, choice):
        """Return the total that this choice of a facet would give instead of the present one."""
        return self._number(self.lifted(name) & self._choice_mask(name, choice))

    def hidden_copies(self):
        """Return how many reports are hidden behind another copy of their story."""
        return int(np.count_nonzero(self.kept)) - self.total()

    def _number(self, mask):
        return int(np.count_nonzero(mask)) - (self._surplus(mask) if self.grouped else 0)

    def _surplus(self, mask):
        stories = self.columns.copied_stories[mask[self.columns.copied_rows]]
        seen = np.zeros(int(stories.max(initial=0)) + 1, dtype=bool)
        seen[stories] = True
        return len(stories) - int(np.count_nonzero(seen))

    def counts(self, name):
        """Return the counts of the values of a facet with its own filter lifted, as Counts or InvertedCounts.

        If all that was chosen of it is required, its filter stays: the other values are those found beside what is chosen.
        """
        lifted = "" if self.choice(name).wants_all else name
        return self._counted(name, lifted if lifted in self.masks else "", self.lifted(lifted))

    def _counted(self, name, key, mask):
        """Return the counts of the values of a facet among the rows of a mask; `key` identifies the mask."""
        return self._claims_counted(mask) if name == CLAIMS.name else self._counter(key, mask).facet(name)

    def _claims_counted(self, mask):
        by_id = np.zeros(max(self.carried.reports, default=0) + 1, dtype=np.int64)
        for pk in self.carried.reports:
            rows = self._rows_having(CLAIMS.name, pk)
            by_id[pk] = self._number_of(rows[mask[rows]])
        return Counts(by_id)

    def _number_of(self, rows):
        """Return how many reports, or stories, these rows are: few of them, each once."""
        stories = self.columns.stories[rows]
        stories = stories[stories != 0] if self.grouped else stories[:0]
        return len(rows) - len(stories) + len(np.unique(stories))

    def added(self, name):
        """Return (the total for the chosen values of a facet, the counts that each other value would add to it)."""
        base, mask = self._not_chosen(name)
        is_apart = self.choice(name) and not self.choice(name).wants_all
        return base, self._counted(name, ("added", name) if is_apart else "", mask)

    def total_without(self, name, pk):
        """Return the total if a value of a facet is left out too: a story goes with the last of its copies."""
        rows = self._rows_having(name, pk)
        rows = rows[self.kept[rows]]
        if not self.grouped:
            return self.total() - len(rows)
        stories = self.columns.stories[rows]
        stories, copies = np.unique(stories[stories != 0], return_counts=True)
        alone = len(rows) - int(copies.sum())
        return self.total() - alone - int(np.count_nonzero(self._copies_kept[stories] == copies))

    @property
    def _copies_kept(self):
        """How many copies of each story pass every filter: an array indexed by story."""

        def make():
            columns = self.columns
            return np.bincount(columns.copied_stories[self.kept[columns.copied_rows]])

        return self._derive("copies kept", make)

    def _not_chosen(self, name):
        """Return (the total for the chosen values of a facet, the mask of the rows that another value may add)."""
        choice, lifted = self.choice(name), self.lifted(name)
        if not choice:
            return 0, lifted
        if choice.wants_all:
            return 0, self.kept
        mask = lifted & ~self._rows_with(name, choice.unwanted)
        if not choice.wanted:
            return 0, mask
        chosen = mask & self._rows_with(name, choice.wanted)
        return self._number(chosen), mask & ~self._with_their_copies(chosen)

    def _with_their_copies(self, mask):
        """Return the mask with all copies of the stories in it, if copies count once."""
        if not self.grouped:
            return mask
        columns = self.columns
        stories = np.unique(columns.copied_stories[mask[columns.copied_rows]])
        mask = mask.copy()
        mask[columns.copied_rows[np.isin(columns.copied_stories, stories)]] = True
        return mask

    def _counter(self, key, mask):
        """Return the Counter of a mask, one for all facets that share it; `key` identifies the mask."""
        return self._derive(("counter", key), lambda: Counter(self.columns, mask, self.grouped))

    def _derive(self, key, make):
        """Return the result of `make` for a mask, computed once for all facets that share it."""
        if key not in self._derived:
            self._derived[key] = make()
        return self._derived[key]

    def year_counts(self, known=()):
        """Return ({year: count}, count of undated) with the filter on years lifted; a date counts in every year it touches.

        Open dates do not extend beyond the first and last year of reports dated in a single year, or that are `known`.
        """
        return self._derive(("years", known), lambda: self._years(self.lifted(YEAR.name), known))

    def period_counts(self, unit, lower, upper, *, certain=False):
        """Return (the number of the first period, the counts of the periods) of a unit of time between two days (yyyymmdd).

        A date counts in every period that it touches; if `certain`, only dates that lie wholly in one count.
        """
        counter = self._counter("", self.kept)
        return count_periods(counter, unit, lower, upper, certain=certain or self.certain)

    def spans(self, unit, lower, upper):
        """Return [(first day, last day, count)] of the dates that touch several periods of a unit, the commonest first."""
        return [] if self.certain else count_spans(self._counter("", self.kept), unit, lower, upper)

    def first_and_last_day(self):
        """Return the first and last day (yyyymmdd) that dates of the rows mention, None without any; open sides do not count."""
        first, last = self.columns.first[self.kept], self.columns.last[self.kept]
        first, last = first[first != 0], last[first != 0]
        days = np.concatenate([first[first > FIRST_DAY], last[last < LAST_DAY]])
        return (int(days.min()), int(days.max())) if len(days) else None

    def years_added(self, known=()):
        """Return (the total of the chosen years, {year: the count it would add}, the count that the undated reports would add)."""
        if not self.choice(YEAR.name):
            return 0, *self.year_counts(known)
        base, mask = self._not_chosen(YEAR.name)
        return base, *self._years(mask, known)

    def _years(self, mask, known):
        counts = count_years(Counter(self.columns, mask, self.grouped), certain=self.certain, known=known)
        return {int(year): int(counts[year]) for year in np.flatnonzero(counts[1:]) + 1}, int(counts[0])

    # Order

    def by_date(self, *, newest, most=None):
        """Return the row numbers in order of date, at least the first `most`; only the first copy of each story."""
        if most is not None and is_wide(self.columns, self.kept):
            return self._first_by_date(newest, most)
        rows = np.flatnonzero(self.kept)
        return self.one_of_each_story(self.columns.in_order_of_date(rows, newest=newest))

    def _first_by_date(self, newest, most):
        """Return at least the first `most` rows: settled ones are already in order of date, later ones are merged in."""
        columns = self.columns
        settled = columns.settled_by_date(newest=newest)
        later = columns.settled + np.flatnonzero(self.kept[columns.settled :])
        asked, wanted = 4 * engine.current().gathered * (most + 50), 2 * (most + 50)
        while True:
            looked_at = settled[:asked]
            first = looked_at[self.kept[looked_at]]
            if len(first) < wanted and asked < len(settled):
                asked *= 8
                continue
            is_all = asked >= len(settled) and len(first) <= wanted
            first = first[:wanted]
            ordered = columns.in_order_of_date(np.concatenate([first, later]), newest=newest)
            if not is_all:
                # Anything after the last settled row examined may come after others that were not.
                ordered = ordered[: np.flatnonzero(ordered == first[-1])[0] + 1]
            ordered = self.one_of_each_story(ordered)
            if is_all or len(ordered) >= most:
                return ordered
            wanted *= 4

    def one_of_each_story(self, rows):
        """Keep the first row of each story, in the order given."""
        if not self.grouped:
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
        """Return the ids of the other copies of the story of a row that pass the filters, in order."""
        story = self.columns.stories[row]
        if not story or not self.grouped:
            return []
        same = self.columns.copied_rows[self.columns.copied_stories == story]
        return sorted(int(self.columns.ids[other]) for other in same if other != row and self.kept[other])
