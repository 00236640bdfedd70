"""Lists that are narrowed by facets: each value is a link with the number of rows that choosing it gives.

The rows that readers may see are read once; every facet is counted among them, with its own filter lifted.
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

from archive.models import Entity
from archive.models.among import among
from archive.views.filters import BoundedTextField, Choice, ListFilterSet

MAX_VALUES = 12
MAX_YEARS = 60  # years that one span of days is counted in


@dataclass(frozen=True)
class ListFacet:
    """One list of values beside a list of rows."""

    name: str
    label: str
    choices: list[Choice]


class WordFilter(django_filters.Filter):
    """Narrows by a word of an address: `condition` makes a Q of it, or None for a word that means nothing here."""

    field_class = BoundedTextField

    def __init__(self, condition: Callable[[str], Q | None]) -> None:
        super().__init__()
        self.condition = condition

    def filter(self, queryset, value):
        condition = self.condition(value) if value else None
        return queryset if condition is None else queryset.filter(condition)


def counted(rows: QuerySet, column: str) -> QuerySet:
    """Return (value of a column, number of rows) for these rows."""
    return rows.order_by().values_list(column).annotate(Count("pk"))


class FacetedSet(ListFilterSet):
    """A queryset of rows narrowed by facets. Values that mean nothing are ignored, and are not in its addresses."""

    address = ""

    class Meta:
        form = forms.Form

    @cached_property
    def ids(self) -> list[int]:
        """The ids of all rows that readers may see, whatever is chosen."""
        return list(self.queryset.order_by().values_list("pk", flat=True))

    def rows(self, *, lifted: str = "") -> QuerySet:
        """Return the rows that pass every filter, or every one but this."""
        rows = self.queryset.model.objects.filter(pk__in=among(self.ids, "bigint"))
        for name, one in self.filters.items():
            rows = rows if name == lifted else one.filter(rows, self.value(name))
        return rows

    def chosen(self) -> dict[str, str]:
        """Return what is chosen, by parameter."""
        return {name: self.value(name) for name in self.filters if self.value(name)}

    def url(self, **changes) -> str:
        """Return the address of the list with these changes, on the first page unless they name another."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in (self.chosen() | changes).items() if value})
        return f"{self.address}?{query.urlencode()}" if query else self.address

    def facet(self, name: str, label: str, values: Iterable[tuple[str, str, int]]) -> ListFacet:
        """Return a facet of (value, label, count), the chosen value first; a click on it removes it."""
        chosen = self.value(name)
        found = [
            Choice(words, self.url(**{name: "" if value == chosen else value}), value == chosen, count)
            for value, words, count in values
            if count or value == chosen
        ]
        return ListFacet(name, label, sorted(found, key=lambda one: not one.current)[:MAX_VALUES])


# Places and years


def at_place(path: str, slug: str) -> Q | None:
    """Return the condition that a place, or one that contains it, has this slug; `path` leads to the place."""
    place = Entity.objects.public_at(kind="place", slug=slug)
    if place is None:
        return None
    return Q(**{path: place.pk}) | Q(**{f"{path}__lineage__contains": [place.pk]})


def in_year(path: str, year: str) -> Q | None:
    """Return the condition that a range of days touches a year."""
    if not (year.isdecimal() and 0 < int(year) < 9999):
        return None
    return Q(**{f"{path}__overlap": DateRange(date(int(year), 1, 1), date(int(year) + 1, 1, 1))})


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
    """Return (year, year, count) of the years that ranges of days touch, latest first; an open side counts one year."""
    years: Counter[int] = Counter()
    for span, count in spans:
        first, last = _years(span)
        for year in range(first, min(last, first + MAX_YEARS) + 1) if first else ():
            years[year] += count
    return [(str(year), str(year), count) for year, count in sorted(years.items(), reverse=True)]


def _years(span: DateRange | None) -> tuple[int, int]:
    if not span:
        return 0, 0
    first = span.lower.year if span.lower else 0
    last = (span.upper - date.resolution).year if span.upper else 0
    return first or last, last or first
