"""Lists that are narrowed by facets and by time: each value is a link with the number of rows that choosing it gives.

The rows that readers may see are read once; every facet is counted among them, with its own filter lifted. A list with a value that
cannot be read is not given in any format: it says what to write instead, as a search does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import django_filters
from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop

from archive import dates
from archive.kinds import KINDS, any_kind
from archive.models import Entity
from archive.models.among import is_among
from archive.views.filters import BoundedTextField, Choice, ListFilterSet, wrong_page

MAX_VALUES = 12
MAX_YEARS = 60  # years that one span of days is counted in


@dataclass(frozen=True)
class ListFacet:
    """One list of values beside a list of rows."""

    name: str
    label: str
    choices: list[Choice]


class WordFilter(django_filters.Filter):
    """Narrows by a word of an address: `condition` makes a Q of it, or None for a word that means nothing here.

    `complaint` says what to write instead: a template for str.format with the word typed, and with `choices`. A condition may
    also raise DateError.
    """

    field_class = BoundedTextField

    def __init__(
        self, condition: Callable[[str], Q | None], complaint: str = "", *, choices: Iterable[str] = ()
    ) -> None:
        super().__init__()
        self._condition, self.complaint, self.choices = condition, complaint, ", ".join(choices)
        self._known: dict[str, Q | None] = {}

    def condition(self, value: str) -> Q | None:
        """Return the condition that a word stands for, which is looked up once."""
        if value not in self._known:
            self._known[value] = self._condition(value)
        return self._known[value]

    def filter(self, queryset, value):
        condition = self.condition(value) if value else None
        return queryset if condition is None else queryset.filter(condition)

    def wrong(self, value: str) -> str:
        """Say what is wrong with a value; empty if it can be read."""
        try:
            is_known = self.condition(value) is not None
        except dates.DateError as error:
            return str(error)
        return "" if is_known else gettext(self.complaint).format(value, choices=self.choices)


class TimeFilter(WordFilter):
    """Narrows by a day or span in EDTF or as printed: to what may be of it, of that time or later, or of that time or earlier."""

    def __init__(self, name: str, touching: Callable[[DateRange], Q]) -> None:
        super().__init__(lambda typed: touching(days_of(name, typed)))


def time_in_words(name: str, typed: str) -> str:
    """Return the words for `on`, `from` or `to` a date that can be read: "in May 1997", "from May 1997", "to May 1997"."""
    edtf = dates.as_edtf(typed)
    if name == ON:
        return dates.when(edtf)
    said = gettext("from {date}") if name == FROM else gettext("to {date}")
    return said.format(date=dates.label(edtf))


def days_of(name: str, typed: str) -> DateRange:
    """Return the days that `on`, `from` or `to` a date stands for; raise DateError if it cannot be read."""
    lower, upper = dates.window("" if name == TO else typed, "" if name == FROM else typed)
    return DateRange(lower, after(upper))


def after(day: date | None) -> date | None:
    """Return the day after a day; None after the last of all days, as after an open end."""
    return day + date.resolution if day and day < date.max else None


def counted(rows: QuerySet, column) -> QuerySet:
    """Return (value of a column or expression, number of rows) for these rows."""
    return rows.order_by().values_list(column).annotate(Count("pk"))


NO_YEAR = gettext_noop("“{}” is not a year: write one such as 1997, or none for what has no date.")
NO_PLACE = gettext_noop("No place in this archive has the address “{}”.")
NO_ENTITY = f"No {any_kind()} in this archive has the address “{{}}”."
NONE = "none"
ON, FROM, TO = "on", "from", "to"
TIMES = (ON, FROM, TO)


class FacetedSet(ListFilterSet):
    """A queryset of rows narrowed by facets, and by time: `on` a day or span, `from` one, `to` one."""

    address = ""

    class Meta:
        form = forms.Form

    @classmethod
    def get_filters(cls):
        """Return the declared filters and those by time, of which one has a name that is a keyword."""
        return super().get_filters() | {name: TimeFilter(name, cls.touching) for name in TIMES}

    @staticmethod
    def touching(days: DateRange) -> Q:
        """Return the condition that a row may be of these days."""
        raise NotImplementedError

    @staticmethod
    def undated() -> Q:
        """Return the condition that nothing places a row in time."""
        raise NotImplementedError

    @cached_property
    def ids(self) -> list[int]:
        """The ids of all rows that readers may see, whatever is chosen."""
        return list(self.queryset.order_by().values_list("pk", flat=True))

    @cached_property
    def complaints(self) -> dict[str, str]:
        """What cannot be read, by parameter, each with a sentence that says what to write."""
        said = {name: one.wrong(self.value(name)) for name, one in self.filters.items() if self.value(name)}
        if not any(said.get(name) for name in TIMES):
            said[TO] = self._wrong_order()
        said["page"] = wrong_page(self.data.get("page", ""))
        return {name: sentence for name, sentence in said.items() if sentence}

    def _wrong_order(self) -> str:
        try:
            dates.window(self.value(FROM), self.value(TO))
        except dates.DateError as error:
            return str(error)
        return ""

    def rows(self, *, lifted: Iterable[str] = ()) -> QuerySet:
        """Return the rows that pass every filter but those lifted; none if a value cannot be read."""
        if self.complaints:
            return self.queryset.model.objects.none()
        rows = self.queryset.model.objects.filter(is_among("pk", self.ids))
        for name, one in self.filters.items():
            rows = rows if name in lifted else one.filter(rows, self.value(name))
        return rows

    def chosen(self) -> dict[str, str]:
        """Return what is chosen, by parameter."""
        return {name: self.value(name) for name in self.filters if self.value(name)}

    @property
    def time_label(self) -> str:
        """The time that the list is limited to, in words; empty if it is not."""
        if self.complaints:
            return ""
        days = {name: self.value(name) for name in TIMES if self.value(name)}
        if days.get(FROM, "") == days.get(TO):
            days = {ON: days.pop(FROM), **{name: typed for name, typed in days.items() if name != TO}}
        return " ".join(time_in_words(name, typed) for name, typed in days.items())

    @cached_property
    def left_out(self) -> int:
        """How many rows are left out of a list that is limited in time because nothing places them there."""
        if not self.time_label:
            return 0
        return self.rows(lifted=TIMES).filter(self.undated()).count()

    def url(self, **changes) -> str:
        """Return the address of the list with these changes, on the first page unless they name another."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in (self.chosen() | changes).items() if value})
        return f"{self.address}?{query.urlencode()}" if query else self.address

    def facet(self, name: str, label: str, values: Iterable[tuple[str, str, int]]) -> ListFacet:
        """Return a facet of (value, label, count), the chosen value first; a click on it removes it."""
        chosen = self.value(name)
        found = [
            Choice(words, self.url(**{name: "" if value == chosen else value}), value == chosen, count, value)
            for value, words, count in values
            if count or value == chosen
        ]
        shown = sorted(found, key=lambda one: not one.current)
        undated = [one for one in shown[MAX_VALUES:] if one.value == NONE]
        return ListFacet(name, label, [*shown[:MAX_VALUES], *undated])


# Places and years


def at_place(path: str, slug: str) -> Q | None:
    """Return the condition that a place, or one that contains it, has this slug; `path` leads to the place."""
    place = Entity.objects.public_at(kind="place", slug=slug)
    if place is None:
        return None
    return Q(**{path: place.pk}) | Q(**{f"{path}__lineage__contains": [place.pk]})


def entities_at(slug: str) -> list[int]:
    """Return the ids of the entities that readers may see at an address, present or past; entities of several kinds may share one."""
    found = (Entity.objects.public_at(kind=kind.key, slug=slug) for kind in KINDS)
    return [one.pk for one in found if one]


def in_year(typed: str, chosen: type[FacetedSet]) -> Q | None:
    """Return the condition that a row may be of a year or, for none, that nothing places it in time; None for another word."""
    if typed == NONE:
        return chosen.undated()
    if not (typed.isascii() and typed.isdecimal() and 0 < int(typed[:5]) < 9999):
        return None
    return chosen.touching(DateRange(date(int(typed), 1, 1), date(int(typed) + 1, 1, 1)))


def place_values(counts: Iterable[tuple[int | None, int]]) -> list[tuple[str, str, int]]:
    """Return (slug, name, count) of places by the number of rows at them or inside them, most first, from counts at each."""
    at = {pk: count for pk, count in counts if pk}
    lineages = dict(Entity.objects.filter(pk__in=at).values_list("pk", "lineage"))
    totals: Counter[int] = Counter()
    for pk, count in at.items():
        for place in {pk, *lineages.get(pk, ())}:
            totals[place] += count
    return entity_values(totals.items())


def entity_values(counts: Iterable[tuple[int | None, int]]) -> list[tuple[str, str, int]]:
    """Return (slug, name, count) of public entities, the most frequent first."""
    ordered = sorted(((count, pk) for pk, count in counts if pk), reverse=True)
    known = Entity.objects.public().only("slug", "name", "kind").in_bulk([pk for _, pk in ordered])
    return [(known[pk].slug, known[pk].name, count) for count, pk in ordered if pk in known]


def year_values(spans: Iterable[tuple[DateRange | None, int]]) -> list[tuple[str, str, int]]:
    """Return (year, year, count) of the years that ranges of days touch, latest first; an open side counts one year. Undated last."""
    spans, years = list(spans), Counter[int]()
    for span, count in spans:
        first, last = _years(span)
        for year in range(first, min(last, first + MAX_YEARS) + 1) if first else ():
            years[year] += count
    undated = sum(count for span, count in spans if span is None)
    listed = [(str(year), str(year), count) for year, count in sorted(years.items(), reverse=True)]
    return [*listed, (NONE, gettext("Undated"), undated)]


def _years(span: DateRange | None) -> tuple[int, int]:
    if not span:
        return 0, 0
    first = span.lower.year if span.lower else 0
    last = (span.upper - date.resolution).year if span.upper else 0
    return first or last, last or first
