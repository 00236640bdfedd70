"""Reports and events over time, in periods as long as the dates of a search ask for: from decades down to days, each a click away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils.functional import cached_property
from django.utils.translation import gettext

from archive import dates
from archive.models import Article
from archive.models.addresses import address_of
from archive.search.counting.units import DAY, DECADE, MONTH, UNITS, YEAR, Unit, days_of_period, edtf_of_days
from archive.search.facets import NONE
from archive.search.facets import YEAR as YEARS
from archive.search.page.answer import answer
from archive.search.page.events import days_of, matching_events
from archive.search.page.facets import FacetValue, chips
from archive.search.page.histogram import Histogram, PeriodBar
from archive.search.page.notices import notices
from archive.search.parameters.address import Address
from archive.search.parameters.choices import Window
from archive.search.records.columns import FIRST_DAY, LAST_DAY
from archive.search.records.snapshot import reading
from archive.text.localised import grouped

MAX_PERIODS = 62  # in a timeline whose unit nobody chose
MAX_CHOSEN = 400  # in one whose unit was chosen
MAX_SPANS = 12
MAX_LISTED = 20  # reports, and events
MAX_TYPED = 100
MAX_MONTHS = 24  # below the years of a search


@dataclass(frozen=True)
class Period:
    """A period of a timeline: how many reports may be from it (what `search_url` gives), and how many of these certainly are.

    `url` leads to its own timeline, for a day to the search. `events` counts those that may have happened in it, and `events_url` lists them.
    """

    value: str
    label: str
    tick: str
    count: int
    certain: int
    events: int
    url: str
    search_url: str
    events_url: str


@dataclass(frozen=True)
class DateSpan:
    """A date that touches several periods, and how many reports have it; from `start` to `end` as parts of the timeline (0 to 1)."""

    label: str
    count: int
    start: float
    end: float


@dataclass(frozen=True)
class TimeLink:
    """A link to another timeline of the same search."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Periods:
    """The periods of a unit from number `begin` to `end`."""

    unit: Unit
    begin: int
    end: int

    @classmethod
    def between(cls, unit, lower, upper):
        """Return the periods of a unit that touch the days (yyyymmdd) from one to another."""
        return cls(unit, unit.number_of(lower), unit.number_of(upper))

    def __len__(self):
        return self.end - self.begin + 1

    @property
    def lower(self):
        """The first day."""
        return days_of_period(self.unit.edtf(self.begin))[0]

    @property
    def upper(self):
        """The last day."""
        return days_of_period(self.unit.edtf(self.end))[1]

    def values(self):
        """Return the periods in EDTF, in order."""
        return [self.unit.edtf(number) for number in range(self.begin, self.end + 1)]

    def reach(self, first, last):
        """Return the places of the first and last period that the days from one to another touch, counted from 0."""
        numbers = np.array([self.unit.number_of(first), self.unit.number_of(last)])
        return (np.clip(numbers, self.begin, self.end) - self.begin).tolist()


class Timeline:
    """The reports and events of a search over time, at an address of its own; each part is computed when first requested.

    `by` is the name of the unit asked for. Without a date in the archive and in the address there are no periods.
    """

    def __init__(self, given, *, path, by=""):
        self.given, self.errors = given, given.errors | _wrong_unit(by)
        self.asked = by if by in UNITS else ""
        self.address = given.address.to(path)
        self.always = given.another(given.address.without("from").without("to"))
        self.shown = self._shown()

    def _shown(self):
        """Return the Periods shown: of the unit asked for or, if there would be very many, of the finest that gives few."""
        if self.errors or self.days is None:
            return None
        every = [Periods.between(unit, *self.days) for unit in UNITS.values()]
        asked = [one for one in every if one.unit.name == self.asked and len(one) <= MAX_CHOSEN]
        fitting = [one for one in every if len(one) <= MAX_PERIODS]
        return (asked or fitting or every[:1])[-1]

    @cached_property
    def days(self):
        """The first and last day (yyyymmdd) shown: those of the address, otherwise those that reports and events mention; None without any."""
        window = self.given.filters.window
        lower, upper = window.lower, window.upper
        if not (lower and upper):
            mentioned = [*(self.rest.first_and_last_day() or ()), *self._days_of_events()]
            mentioned = [
                day for day in mentioned if (not lower or day >= lower) and (not upper or day <= upper)
            ]
            lower = lower or min(mentioned, default=upper)
            upper = upper or max(mentioned, default=lower)
        return (lower, upper) if lower else None

    def _days_of_events(self):
        days = self._event_days[:2]
        days = days[(days > FIRST_DAY) & (days < LAST_DAY)]
        return [int(days.min()), int(days.max())] if days.size else []

    @cached_property
    def _event_days(self):
        return days_of(matching_events(self.always))

    @property
    def rest(self):
        """The Selection of the search without the dates of its address."""
        return self.always.selection

    # The picture

    @property
    def unit(self) -> str:
        """The name of its unit: decade, year, month or day."""
        return self.shown.unit.name if self.shown else ""

    @cached_property
    def periods(self) -> list[Period]:
        shown = self.shown
        if shown is None:
            return []
        _, counts = self.rest.period_counts(shown.unit, shown.lower, shown.upper)
        _, certain = self.rest.period_counts(shown.unit, shown.lower, shown.upper, certain=True)
        numbers = (part.tolist() for part in (counts, certain, self._events_by_period()))
        return [self._period(*values) for values in zip(shown.values(), *numbers, strict=True)]

    def _period(self, value, count, certain, events):
        there = self.address.between(value, value)
        found = there.to(address_of("search"))
        zoom = str(found if self.unit == DAY.name else there)
        label = dates.label(value)
        return Period(value, label, tick(value), count, certain, events, zoom, str(found), f"{there}#events")

    def _events_by_period(self):
        """Return how many events may have happened in each period: one of several days counts in each that it touches."""
        shown, (first, last, numbers) = self.shown, self._event_days
        inside = (first <= shown.upper) & (last >= shown.lower)
        first, last = (shown.unit.numbers(days[inside]) - shown.begin for days in (first, last))
        steps = np.zeros(len(shown) + 1, dtype=np.int64)
        np.add.at(steps, np.maximum(first, 0), numbers[inside])
        np.add.at(steps, np.minimum(last, len(shown) - 1) + 1, -numbers[inside])
        return np.cumsum(steps)[:-1]

    @cached_property
    def _spans(self):
        shown = self.shown
        return self.rest.spans(shown.unit, shown.lower, shown.upper) if shown else []

    @property
    def spans(self) -> list[DateSpan]:
        """The commonest dates that touch several periods, in order of time."""
        return [
            DateSpan(dates.label(edtf_of_days(first, last)), count, *self._part(first, last))
            for first, last, count in sorted(self._spans[:MAX_SPANS])
        ]

    def place(self, edtf):
        """Return where a date begins and ends, as parts of the timeline (0 to 1)."""
        return self._part(*days_of_period(edtf))

    def _part(self, first, last):
        start, end = self.shown.reach(first, last)
        return start / len(self.shown), (end + 1) / len(self.shown)

    @property
    def more_spans(self) -> int:
        """How many other such dates there are."""
        return max(len(self._spans) - MAX_SPANS, 0)

    @cached_property
    def undated(self) -> FacetValue:
        """The undated reports, with the search for them."""
        address = self.always.address.setting("year", NONE)
        return FacetValue(NONE, YEARS.none_label, self.given.another(address).total(), False, str(address))

    @cached_property
    def undated_events(self) -> int:
        return matching_events(self.always).filter(date_range=None).count()

    # What it shows, one by one

    @property
    def total(self) -> int:
        """How many dated reports, or stories, there are."""
        return self.given.selection.dated(Window()).total()

    @cached_property
    def reports(self) -> list[Article]:
        """The first dated reports, one of each story, the earliest first."""
        selection = self.given.selection
        rows = selection.by_date(newest=False, most=MAX_LISTED)[:MAX_LISTED]
        ids = [int(selection.columns.ids[row]) for row in rows if selection.columns.first[row]]
        found = Article.objects.published().for_lists().in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]

    @cached_property
    def events(self) -> list:
        """The first dated events, the earliest first."""
        return list(self._events.select_related("place").oldest_first()[:MAX_LISTED])

    @cached_property
    def events_total(self) -> int:
        """How many dated events there are."""
        return self._events.count()

    @property
    def _events(self):
        return matching_events(self.given).filter(date_range__isnull=False)

    # Elsewhere in time

    @property
    def label(self) -> str:
        """The days shown, in words; empty if the address has no dates."""
        window = self.given.filters.window
        return dates.label(edtf_of_days(*self.days)) if self.days and (window.lower or window.upper) else ""

    @property
    def wider(self) -> list[TimeLink]:
        """Links to the whole of the time, and to every longer period that contains what is shown."""
        if not self.label:
            return []
        links = [TimeLink("All years", str(self.address.without("from").without("to")))]
        for unit in (DECADE, YEAR, MONTH):
            around = Periods.between(unit, *self.days)
            if len(around) == 1 and (around.lower, around.upper) != self.days:
                value = unit.edtf(around.begin)
                links.append(TimeLink(dates.label(value), str(self.address.between(value, value))))
        return links

    @property
    def beside(self) -> list[TimeLink]:
        """Links to the periods before and after, if exactly one is shown."""
        for unit in UNITS.values() if self.days else ():
            around = Periods.between(unit, *self.days)
            if len(around) == 1 and (around.lower, around.upper) == self.days:
                numbers = [
                    number for number in (around.begin - 1, around.begin + 1) if unit.is_number(number)
                ]
                values = [unit.edtf(number) for number in numbers]
                return [TimeLink(dates.label(one), str(self.address.between(one, one))) for one in values]
        return []

    @property
    def units(self) -> list[TimeLink]:
        """Links to the same days in the other units that give few enough periods."""
        if self.shown is None:
            return []
        every = [Periods.between(unit, *self.days) for unit in UNITS.values()]
        return [
            TimeLink(
                gettext(f"By {one.unit.name}"),
                str(self.address.to(self.address.path, by=one.unit.name)),
                one == self.shown,
            )
            for one in every
            if one == self.shown or 1 < len(one) <= MAX_CHOSEN
        ]

    @property
    def chips(self):
        return chips(self.address, self.given.filters)

    @cached_property
    def notices(self) -> list[str]:
        return [*notices(self.given), *self._coarser()]

    def _coarser(self):
        """Say that the unit asked for would give too many periods, if so."""
        if not self.asked or not self.shown or self.unit == self.asked:
            return []
        said = gettext(
            "One column for each {unit} would be more than {number}: these are longer periods. Narrow the time with From and To."
        )
        return [said.format(unit=gettext(self.asked), number=grouped(MAX_CHOSEN))]


def _wrong_unit(by):
    """Return {parameter: a sentence} if what was asked for is not the length of a period."""
    if not by or by in UNITS:
        return {}
    said = gettext("“{typed}” is not the length of a period: write one of {choices}.")
    return {"by": said.format(typed=by[:MAX_TYPED], choices=", ".join(UNITS))}


def timeline(params, *, path, by=""):
    """Return the Timeline of the search that a QueryDict describes."""
    with reading() as snapshot:
        return Timeline(answer(Address.read(params), snapshot), path=path, by=by)


def tick(value: str) -> str:
    """Return the short label of a period under a chart: 1990s, 1997, May, 28."""
    match len(value):
        case 10:
            return str(int(value[8:]))
        case 7:
            return dates.short_label(value).split()[0]
        case _:
            return dates.label(value)


# Below the years of a search


def finer_histogram(given) -> Histogram | None:
    """Return the months of a search limited to two years or less, the days of one limited to a month; None for others, and if none has a report.

    A bar's address searches from the beginning of the period to its end, whatever years were chosen before.
    """
    days = _days_chosen(given)
    months = Periods.between(MONTH, *days) if days else None
    if months is None or len(months) > MAX_MONTHS:
        return None
    shown = Periods.between(DAY, months.lower, months.upper) if len(months) == 1 else months
    address = given.address.without("year").without("from").without("to")
    _, counts = given.another(address).selection.period_counts(shown.unit, shown.lower, shown.upper)
    largest = int(counts.max())
    bars = []
    for value, count in zip(shown.values(), counts.tolist(), strict=True):
        selected = shown.unit is DAY and days_of_period(value) == days
        there = (
            address.between(months.values()[0], months.values()[0])
            if selected
            else address.between(value, value)
        )
        bars.append(
            PeriodBar(
                value=value,
                label=dates.label(value),
                count=given.another(there).total() if selected else count,
                selected=selected,
                url=str(there),
                share=count / largest if largest else 0,
                tick=tick(value),
                own=count,
            )
        )
    return Histogram(bars) if any(bar.is_offered for bar in bars) else None


def _days_chosen(given):
    """Return the first and last day (yyyymmdd) that the address limits a search to, by dates or by one year; None if it does not."""
    window, years = given.filters.window, given.filters.chosen(YEARS.name)
    if window.lower and window.upper:
        return window.lower, window.upper
    if window.lower or window.upper or len(years.wanted) != 1 or years.wanted == {0}:
        return None
    (year,) = years.wanted
    return days_of_period(YEAR.edtf(year))
