"""The public parameters of a search, declared and checked by django-filter."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import django_filters
import numpy as np
from django import forms
from django.db import connection, models

from archive import dates
from archive.models import Article, Entity, PastSlug, Source
from archive.search.parameters.address import REPEATABLE
from archive.search.records.columns import FACET_NUMBERS, language_number

NONE = "none"
SUGGESTING = """
    SELECT string_agg(int4send(article_id), '') FROM archive_mention WHERE entity_id = %s AND status = 'suggested'
"""
ENTITY_FACETS = ("person", "place", "faction")
YEAR_MIN = 1


class Match(models.TextChoices):
    ALL = "all", "All of the words"
    MOST = "most", "Most of the words"


class Sort(models.TextChoices):
    RELEVANCE = "relevance", "Relevance"
    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"


class RepeatedField(forms.MultipleChoiceField):
    """Any number of values, each checked later against what the archive has."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value):
        return True


class RepeatedFilter(django_filters.MultipleChoiceFilter):
    field_class = RepeatedField


class DateFilterField(forms.CharField):
    """A date in EDTF, or as newspapers print it."""

    def clean(self, value):
        value = super().clean(value)
        if value:
            try:
                dates.window(value, "")
            except dates.DateError as error:
                raise forms.ValidationError(str(error)) from error
        return value


class DateFilter(django_filters.CharFilter):
    field_class = DateFilterField


SWITCH = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


class SwitchField(forms.CharField):
    """Something that is on or off."""

    def clean(self, value):
        value = super().clean(value).lower()
        if value and value not in SWITCH:
            raise forms.ValidationError(f"“{value}” is neither yes nor no: write 1, or leave it out.")
        return SWITCH.get(value, False)


class Switch(django_filters.CharFilter):
    field_class = SwitchField


class PageField(forms.CharField):
    """The number of a page, from 1."""

    def clean(self, value):
        value = super().clean(value)
        if value and not (value.isascii() and value.isdecimal() and int(value[:20]) > 0):
            raise forms.ValidationError(f"“{value}” is no number of a page: pages are counted from 1.")
        return int(value[:20] or 1)


class PageFilter(django_filters.CharFilter):
    field_class = PageField


def _choice(choices, label, complaint):
    return django_filters.ChoiceFilter(
        label=label, choices=choices.choices, error_messages={"invalid_choice": complaint}
    )


class SearchFilterSet(django_filters.FilterSet):
    """What can be asked besides the words. The arithmetic is in archive/search/counting/selection.py, not in SQL."""

    q = django_filters.CharFilter(label="Words")
    person = RepeatedFilter(label="People")
    place = RepeatedFilter(label="Places")
    faction = RepeatedFilter(label="Factions")
    source = RepeatedFilter(label="Sources")
    language = RepeatedFilter(label="Languages")
    year = RepeatedFilter(label="Years")
    possible = RepeatedFilter(label="May name")
    to = DateFilter(label="To")
    certain = Switch(label="Only dates certainly in this range")
    exact = Switch(label="Names as typed")
    copies = Switch(label="Copies one by one")
    match = _choice(Match, "Match", "“%(value)s” is no way to match words: write all or most.")
    sort = _choice(Sort, "Order", "“%(value)s” is no order: write relevance, newest or oldest.")
    page = PageFilter(label="Page")

    class Meta:
        model = Article
        fields: list = []


SearchFilterSet.base_filters["from"] = DateFilter(label="From")


@cache
def _form_class():
    """Make the class of the form, which a FilterSet makes anew, from copies of all its filters, whenever it is asked."""
    return SearchFilterSet().get_form_class()


@dataclass
class FacetChoice:
    """What is asked of one facet: any of `wanted`, none of `unwanted`; ids as they stand in records, 0 for none."""

    wanted: set[int] = field(default_factory=set)
    unwanted: set[int] = field(default_factory=set)

    def __bool__(self):
        return bool(self.wanted or self.unwanted)


@dataclass(frozen=True)
class Window:
    """Days from `lower` to `upper` as numbers yyyymmdd, None for an open side; `negated` means all other dates."""

    lower: int | None
    upper: int | None
    negated: bool = False


@dataclass(frozen=True, eq=False)
class Possible:
    """An entity that reports may name, by its number in records, and the ids of the reports in which its name was suggested."""

    kind: str
    number: int
    articles: np.ndarray


@dataclass
class Filters:
    """The checked parameters; `facets` has the years too, `windows` and `possible` must all be met.

    `labels` and `numbers` tell what the values of the address are called, and how they stand in records.

    A search with `errors`, {parameter: a sentence}, is not answered: nothing is found, in any form.
    """

    facets: dict[str, FacetChoice]
    windows: list[Window]
    possible: list[Possible]
    certain: bool
    exact: bool
    grouped: bool
    match: str
    sort: str
    page: int
    labels: dict[tuple[str, str], str]
    numbers: dict[tuple[str, str], int]
    errors: dict[str, str]


def read_filters(address):
    """Check the parameters of an address. For each that cannot be read there is a sentence in `errors`."""
    form = _form_class()(
        {key: address.all(key) if key in REPEATABLE else address.one(key) for key, _ in address.pairs}
    )
    form.is_valid()
    cleaned = form.cleaned_data
    errors = {name: " ".join(found) for name, found in form.errors.items()}
    facets, labels, numbers = _read_facets(cleaned, errors)
    return Filters(
        facets=facets,
        windows=_read_window(cleaned, errors),
        possible=_read_possible(cleaned, errors, labels),
        certain=bool(cleaned.get("certain")),
        exact=bool(cleaned.get("exact")),
        grouped=not cleaned.get("copies"),
        match=cleaned.get("match") or "",
        sort=cleaned.get("sort") or "",
        page=cleaned.get("page") or 1,
        labels=labels,
        numbers=numbers,
        errors=errors,
    )


def _read_facets(cleaned, errors):
    """Return (what is chosen of each facet and of the years, the labels of what is chosen, its numbers)."""
    facets, labels, numbers, complaints = {}, {}, {}, {}
    for name in (*FACET_NUMBERS, "year"):
        facets[name] = FacetChoice()
        for value in cleaned.get(name) or []:
            slug = value.removeprefix("-")
            found = _identify(name, slug)
            if found is None:
                complaints.setdefault(name, []).append(UNKNOWN[name].format(slug))
                continue
            number, labels[name, slug] = found
            numbers[name, slug] = number
            (facets[name].unwanted if value.startswith("-") else facets[name].wanted).add(number)
    errors.update({name: " ".join(dict.fromkeys(found)) for name, found in complaints.items()})
    return facets, labels, numbers


def _read_possible(cleaned, errors, labels):
    """Return what reports may name: values are a kind and an address, such as person-ahmad-shah-massoud."""
    possible = []
    for value in cleaned.get("possible") or []:
        kind, _, slug = value.partition("-")
        entity = public_entity(kind=kind, slug=slug) if kind in ENTITY_FACETS else None
        if entity is None:
            errors["possible"] = f"No person, place or faction in this archive has the address “{value}”."
            continue
        labels["possible", value] = entity.name
        possible.append(Possible(kind, entity.pk, _reports_suggesting(entity)))
    return possible


UNKNOWN = {
    **{kind: f"No {kind} in this archive has the address “{{}}”." for kind in (*ENTITY_FACETS, "source")},
    "language": "“{}” is no language code: write two or three letters, such as en or prs.",
    "year": "“{}” is no year: write one such as 1997, or none for undated reports.",
}


def _identify(name, slug):
    """Return (number in records, label) of a facet value, or None when the archive has no such value."""
    if slug == NONE:
        return 0, "undated" if name == "year" else f"no {name}"
    if name == "year":
        is_year = slug.isascii() and slug.isdecimal() and len(slug) <= 4 and int(slug) >= YEAR_MIN
        return (int(slug), slug) if is_year else None
    if name == "language":
        is_code = slug.isascii() and slug.isalpha() and slug.islower() and 2 <= len(slug) <= 3
        return (language_number(slug), language_label(slug)) if is_code else None
    if name == "source":
        source = Source.objects.at(slug)
        return (source.pk, source.name) if source else None
    entity = public_entity(kind=name, slug=slug)
    return (entity.pk, entity.name) if entity else None


def _reports_suggesting(entity):
    """Return the ids of the reports, published or not, in which a name was suggested for an entity."""
    with connection.cursor() as cursor:
        cursor.execute(SUGGESTING, [entity.pk])
        return np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i4").astype(np.int32)


def public_entity(*, kind, slug):
    """Return the public entity that has this slug, or once had it, or None."""
    found = Entity.objects.public().filter(kind=kind, slug=slug).first()
    if found is None:
        past = PastSlug.objects.filter(kind=kind, slug=slug).select_related("entity").first()
        found = past.entity if past and past.entity.is_public() else None
    return found


def _read_window(cleaned, errors):
    try:
        lower, upper = dates.window(cleaned.get("from") or "", cleaned.get("to") or "")
    except dates.DateError as error:
        errors.setdefault("to", str(error))
        return []
    return [Window(day_number(lower), day_number(upper))] if lower or upper else []


def day_number(day):
    """Return a date as the number yyyymmdd, or None."""
    return day.year * 10000 + day.month * 100 + day.day if day else None


LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French", "hi": "Hindi",
    "it": "Italian", "ja": "Japanese", "nl": "Dutch", "pl": "Polish", "prs": "Dari", "ps": "Pashto", "pus": "Pashto",
    "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "tg": "Tajik", "tk": "Turkmen", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "zh": "Chinese",
}  # fmt: skip


def language_label(code):
    """Return the English name of a language, or its code where the name is not known."""
    return LANGUAGES.get(code, code)
