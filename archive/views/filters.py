"""The filters and orders of the lists of entities and sources, read from their addresses.

A list with a value that cannot be read is not given: it says what to write instead, as a search does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import django_filters
from django import forms
from django.db.models import Count, F, Min, Q, Value
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy, gettext_noop, ngettext

from archive.kinds import Kind
from archive.models import Entity, Name
from archive.models.among import among
from archive.text.localised import grouped

MAX_TYPED = 100
MAX_SIMILAR = 30
NO_PAGE = gettext_noop("“{typed}” is not a page number: pages are counted from 1.")
NO_TYPE = gettext_noop("“%(value)s” is not a type of this list: write one of {choices}.")
NO_TYPES = gettext_noop("This list is not divided into types: leave the type out.")
NO_ORDER = gettext_noop("“{typed}” is not an order of these reports: write newest or oldest.")
NO_LETTER = gettext_noop("No name here begins with “{}”.")


def wrong_page(typed: str) -> str:
    """Say what is wrong with the number of a page; empty if there is none, or it can be read."""
    is_number = typed.isascii() and typed.isdecimal() and int(typed[:20]) > 0
    return gettext(NO_PAGE).format(typed=typed[:MAX_TYPED]) if typed and not is_number else ""


def past_the_last(typed: str, pages: int) -> str:
    """Say that a list ends before the page that was asked for; empty if it does not, or no page can be read."""
    if not typed or wrong_page(typed) or int(typed[:20]) <= pages:
        return ""
    said = ngettext(
        "There is no page {typed}: there is only one.",
        "There is no page {typed}: the last is {pages}.",
        pages,
    )
    return said.format(typed=grouped(int(typed[:20])), pages=grouped(pages))


def order_of_reports(typed: str) -> tuple[bool, str]:
    """Return (whether the oldest reports come first, what is wrong with the order typed; empty if there is none, or it can be read)."""
    is_order = typed in ("", "newest", "oldest")
    return typed == "oldest", "" if is_order else gettext(NO_ORDER).format(typed=typed[:MAX_TYPED])


class BoundedTextField(forms.CharField):
    """Words that somebody typed, shortened if they are too many."""

    def to_python(self, value):
        return super().to_python((value or "").replace("\0", "")[:MAX_TYPED])


class LetterField(BoundedTextField):
    """A letter, ignoring case."""

    def to_python(self, value):
        return super().to_python(value).upper()


class ListForm(forms.Form):
    """The presentation of a list."""

    sort = forms.ChoiceField(
        choices=[("reports", "By number of reports")],
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "“%(value)s” is not an order of this list: write reports, or leave it out for the order of names."
            )
        },
    )


class IndexForm(ListForm):
    """The presentation of an index of entities."""

    view = forms.ChoiceField(
        choices=[("tree", "By location")],
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "“%(value)s” is not a way to show this list: write tree, or leave it out."
            )
        },
    )


@dataclass(frozen=True)
class Choice:
    """A letter, type or order that can be chosen."""

    label: str
    url: str
    current: bool
    count: int = 0
    value: str = ""


class ListFilterSet(django_filters.FilterSet):
    """The filters and the presentation of a list."""

    class Meta:
        form = ListForm

    def filter_queryset(self, queryset):
        """Narrow a queryset by everything that could be read; options of presentation are not filters."""
        for name, one in self.filters.items():
            queryset = one.filter(queryset, self.value(name))
        return queryset

    def value(self, name: str) -> str:
        """Return the value of a parameter; empty if it was not given or could not be read."""
        self.form.is_valid()
        return self.form.cleaned_data.get(name) or ""

    @cached_property
    def complaints(self) -> dict[str, str]:
        """What cannot be read, by parameter, each with a sentence that says what to write."""
        said = {name: " ".join(map(str, found)) for name, found in self.form.errors.items()}
        said["page"] = wrong_page(self.data.get("page", ""))
        return {name: sentence for name, sentence in said.items() if sentence}


class NamesFilter(django_filters.Filter):
    """The entities with a name in which every typed word is a prefix; if there is none, those with a similar name."""

    field_class = BoundedTextField
    are_similar = False
    _ids: Iterable[int] | None = None

    def filter(self, queryset, value):
        return queryset.filter(self.condition(queryset, value))

    def condition(self, queryset, value) -> Q:
        """Return the condition that selects those entities; names are looked up once."""
        if value and self._ids is None:
            names = Name.objects.filter(entity__in=queryset.order_by().values("pk"))
            self._ids = set(names.with_words(value).values_list("entity", flat=True))
            if not self._ids:
                self.are_similar = True
                self._ids = names.similar_to(value).values_list("entity", flat=True)[:MAX_SIMILAR]
        return Q(pk__in=among(self._ids or (), "integer")) if value else Q()


class LetterFilter(django_filters.Filter):
    """The entities whose names begin with this letter."""

    field_class = LetterField


class Tally(NamedTuple):
    """How many entities of a type begin with a letter, and how many of those have the name searched for."""

    letter: str
    type: str
    total: int
    named: int


class EntityFilterSet(ListFilterSet):
    """The public entities of a kind, in the order of their names."""

    q = NamesFilter()
    letter = LetterFilter()

    class Meta:
        form = IndexForm

    def __init__(self, data, *, kind: Kind):
        entities = Entity.objects.public().of_kind(kind.key).with_letters().as_filed()
        super().__init__(data, entities)
        self.kind = kind
        if kind.type_column:
            types = [(word, word) for word in kind.types]
            wrong = gettext(NO_TYPE).replace("{choices}", ", ".join(kind.types))
            self.filters["type"] = django_filters.ChoiceFilter(
                field_name=kind.type_column, choices=types, error_messages={"invalid_choice": wrong}
            )

    @cached_property
    def complaints(self) -> dict[str, str]:
        """What cannot be read, with types where there are none, and letters with which no name begins."""
        said, letter = dict(super().complaints), self.value("letter")
        if self.data.get("type") and not self.kind.type_column:
            said["type"] = gettext(NO_TYPES)
        if letter and letter not in {tally.letter for tally in self.tallies}:
            said["letter"] = gettext(NO_LETTER).format(letter)
        return said

    @property
    def are_similar(self) -> bool:
        """Whether names are only similar to the one searched for."""
        return self.filters["q"].are_similar

    def url(self, **changes) -> str:
        """Return the address of the list with these changes, on the first page unless they name another."""
        asked = {name: self.value(name) for name in ("q", "letter", "type", "sort")} | changes
        return reverse(self.kind.plural, query={name: value for name, value in asked.items() if value})

    @cached_property
    def tallies(self) -> list[Tally]:
        """The counts by letter and type, whatever letter and type are chosen; in order of letters."""
        type_of = F(self.kind.type_column) if self.kind.type_column else Value("")
        named = Count("pk", filter=self.filters["q"].condition(self.queryset, self.value("q")))
        groups = self.queryset.order_by().values_list("letter", type_of)
        counted = groups.annotate(total=Count("pk"), named=named, first=Min("filing_key")).order_by("first")
        return [Tally(*group[:4]) for group in counted]

    def total(self) -> int:
        """Return the count for everything that is chosen."""
        return sum(
            tally.named for tally in self.tallies if self._has("letter", tally) and self._has("type", tally)
        )

    def letters(self) -> list[Choice]:
        """Return the letters that entities of the chosen type begin with; a click on the chosen one removes it."""
        letters = [tally.letter for tally in self.tallies if tally.named and self._has("type", tally)]
        return [self._choice("letter", letter) for letter in dict.fromkeys(letters)]

    def types(self) -> list[Choice]:
        """Return the types of entities with the chosen letter, each with the number of entities that a click on it shows."""
        counts: Counter[str] = Counter()
        for tally in self.tallies:
            counts[tally.type] += tally.named if self._has("letter", tally) else 0
        return [self._choice("type", word, counts[word]) for word in self.kind.types if counts[word]]

    def sorts(self) -> list[Choice]:
        """Return the orders of an index."""
        by_reports = bool(self.value("sort"))
        return [
            Choice("By name", self.url(sort=""), not by_reports),
            Choice("By number of reports", self.url(sort="reports"), by_reports),
        ]

    def _choice(self, name, value, count=0):
        is_current = value == self.value(name)
        return Choice(value, self.url(**{name: "" if is_current else value}), is_current, count)

    def _has(self, name, tally):
        return self.value(name) in ("", getattr(tally, name))
