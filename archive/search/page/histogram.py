"""The histogram of the years of a search, on one axis for all searches of an archive.

It is counted with the filters on years and days lifted, so that what was chosen can be changed there: a click on a year sets it free of the
days that limited the search before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from archive.search.counting.holdings import axis_of_years, first_and_last_year
from archive.search.facets import NONE, YEAR
from archive.search.page.facets import FacetValue
from archive.search.parameters.choices import FacetChoice, Window


@dataclass(frozen=True)
class PeriodBar:
    """A year, month or day; `own` is the number of its reports, `count` how many its `url` gives.

    `share` is its own number as a part of the largest, `tick` its label under a chart; `inside` says that it is part of what was chosen.
    """

    value: str
    label: str
    count: int
    selected: bool
    url: str
    share: float
    tick: str
    own: int = 0
    inside: bool = False

    @property
    def is_offered(self) -> bool:
        """Whether a click on it can change the result."""
        return bool(self.own or self.selected)


@dataclass(frozen=True)
class Histogram:
    """The bars of a chart; `spans` are the chosen stretches of it, each from one place to another, counted in bars from its beginning.

    `earlier` and `later` are the bars of years so far outside that the chart would be squeezed.
    """

    bars: list[PeriodBar] = field(default_factory=list)
    undated: FacetValue | None = None
    spans: list[tuple[float, float]] = field(default_factory=list)
    earlier: list[PeriodBar] = field(default_factory=list)
    later: list[PeriodBar] = field(default_factory=list)

    @property
    def outside(self) -> list[PeriodBar]:
        """The bars that the chart leaves out."""
        return [*self.earlier, *self.later]

    @property
    def chosen(self) -> list[str]:
        """The years that are chosen, and "none" if the undated reports are: each has a box beside the chart, if there is a chart."""
        if not self.bars:
            return []
        undated = [NONE] if self.undated and self.undated.selected else []
        return [*(bar.value for bar in [*self.bars, *self.outside] if bar.selected), *undated]

    @property
    def peak(self) -> PeriodBar | None:
        """The bar with most reports, the first of several."""
        highest = max(self.bars, key=lambda bar: bar.own, default=None)
        return highest if highest and highest.own else None


def histogram(selection, address, *, snapshot, window=Window()):  # noqa: B008 (it never changes)
    """Return the years of a search, each with its number and address, and the bucket of undated reports.

    `window` are the days to which the address limits the search. The bars reach from the first year of the archive to its last, but for a few
    dates far outside, and so do dates that are open on one side.
    """
    selection, address = selection.lifting("from", "to"), address.without("from").without("to")
    ends = first_and_last_year(snapshot)
    counts, undated = selection.year_counts(known=ends)
    (first, last), outside = axis_of_years(snapshot) if counts else ((1, 0), ())
    years = range(first, last + 1)
    years_at = _YearBars(selection, address, ends, counts)
    chosen = [year for year in years if years_at.is_chosen(year)]
    spans = [_place(span, years) for span in [*_runs(chosen), *_days(window, years)]] if years else []
    bars = [
        years_at.bar(year, inside=any(start < place + 1 and end > place for start, end in spans))
        for place, year in enumerate(years)
    ]
    left_out = [years_at.bar(year) for year in outside if counts.get(year) or years_at.is_chosen(year)]
    return Histogram(
        bars,
        years_at.bucket(undated),
        spans,
        earlier=[one for one in left_out if int(one.value) < first],
        later=[one for one in left_out if int(one.value) > last],
    )


def _runs(years):
    """Yield (the beginning, the end) in years of each run of years that follow each other."""
    for _, run in groupby(enumerate(years), key=lambda pair: pair[1] - pair[0]):
        inside = [year for _, year in run]
        yield inside[0], inside[-1] + 1


def _days(window, years):
    """Yield (the beginning, the end) in years of the days that a Window asks for."""
    if window.lower or window.upper:
        yield (
            _in_years(window.lower) if window.lower else years[0],
            _in_years(window.upper, is_end=True) if window.upper else years[-1] + 1,
        )


def _in_years(day, *, is_end=False):
    """Return a day (yyyymmdd) in years, near enough for a chart: every month has 31 days."""
    return day // 10000 + (day // 100 % 100 - 1) / 12 + (day % 100 - 1 + is_end) / 372


def _place(span, years):
    start, end = (min(max(place - years[0], 0), len(years)) for place in span)
    return round(start, 3), round(end, 3)


class _YearBars:
    """The bars of years, each with the count that a click on it gives; `counts` are the reports of each."""

    def __init__(self, selection, address, ends, counts):
        self.selection, self.address, self.counts = selection, address, counts
        self.largest = max(counts.values(), default=0)
        self.base, years, undated = selection.years_added(known=ends)
        self.added = {**years, 0: undated}
        self.toggled = address.toggler("year")

    def is_chosen(self, year) -> bool:
        return self.address.has("year", str(year))

    def bar(self, year, *, inside=False) -> PeriodBar:
        own, value = self.counts.get(year, 0), str(year)
        return PeriodBar(
            value=value,
            label=value,
            count=self._total(year, value),
            selected=self.is_chosen(year),
            url=self.toggled(value),
            share=own / self.largest,
            tick=value,
            own=own,
            inside=inside,
        )

    def bucket(self, undated) -> FacetValue | None:
        """Return the line of the undated reports, if there are any or it is chosen."""
        selected = self.is_chosen(NONE)
        if not (undated or selected):
            return None
        return FacetValue(NONE, YEAR.none_label, self._total(0, NONE), selected, self.toggled(NONE))

    def _total(self, year, value):
        """Return the total at the address of a year, 0 for the undated reports."""
        choice = self.selection.choice(YEAR.name)
        if self.address.has("year", value):
            return self.selection.total_with("year", choice.without(year))
        if self.address.has("year", f"-{value}"):
            changed = FacetChoice(choice.wanted | {year}, choice.unwanted - {year})
            return self.selection.total_with("year", changed)
        return self.base + self.added.get(year, 0)
