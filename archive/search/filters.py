"""The public parameters of a search, declared and checked by django-filter."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import django_filters
from django import forms
from django.db import models

from archive import dates
from archive.models import Article, Entity, PastSlug, Source
from archive.search.address import REPEATABLE
from archive.search.columns import FACET_NUMBERS, language_number

NONE = "none"
ENTITY_FACETS = ("person", "place", "faction")
YEAR_MIN, YEAR_MAX = 1, 9999


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


class SearchFilterSet(django_filters.FilterSet):
    """What can be asked besides the words. The arithmetic is in archive/search/selection.py, not in SQL."""

    q = django_filters.CharFilter(label="Words")
    person = RepeatedFilter(label="People")
    place = RepeatedFilter(label="Places")
    faction = RepeatedFilter(label="Factions")
    source = RepeatedFilter(label="Sources")
    language = RepeatedFilter(label="Languages")
    year = RepeatedFilter(label="Years")
    to = DateFilter(label="To")
    certain = django_filters.BooleanFilter(label="Certainly within", widget=forms.CheckboxInput)
    exact = django_filters.BooleanFilter(label="Names as typed", widget=forms.CheckboxInput)
    copies = django_filters.BooleanFilter(label="Copies one by one", widget=forms.CheckboxInput)
    sort = django_filters.ChoiceFilter(label="Order", choices=Sort.choices)
    page = django_filters.NumberFilter(label="Page", min_value=1)

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


@dataclass
class Filters:
    """The checked parameters; `windows` must all be met."""

    facets: dict[str, FacetChoice]
    years: set[int]
    undated: bool
    excluded_years: set[int]
    dated_only: bool
    windows: list[Window]
    certain: bool
    exact: bool
    grouped: bool
    sort: str
    page: int
    labels: dict[tuple[str, str], str]
    messages: list[str]
    errors: dict[str, str]


def read_filters(address):
    """Check the parameters of an address. What cannot be read is left out and explained in `errors` or `messages`."""
    form = _form_class()(
        {key: address.all(key) if key in REPEATABLE else address.one(key) for key, _ in address.pairs}
    )
    form.is_valid()
    cleaned = form.cleaned_data
    errors = {name: " ".join(found) for name, found in form.errors.items()}
    messages, labels = [], {}
    facets = {name: FacetChoice() for name in FACET_NUMBERS}
    for name in facets:
        for value in cleaned.get(name) or []:
            _read_facet_value(name, value, facets[name], labels, messages)
    years = _read_years(cleaned.get("year") or [], messages)
    windows = _read_window(cleaned, errors)
    return Filters(
        facets=facets,
        windows=windows,
        certain=bool(cleaned.get("certain")),
        exact=bool(cleaned.get("exact")),
        grouped=not cleaned.get("copies"),
        sort=cleaned.get("sort") or "",
        page=int(cleaned.get("page") or 1),
        labels=labels,
        messages=messages,
        errors=errors,
        **years,
    )


def _read_facet_value(name, value, choice, labels, messages):
    slug = value.removeprefix("-")
    found = _identify(name, slug)
    if found is None:
        messages.append(f"Nothing in the archive has the address “{slug}” among {name} filters.")
        found = (-1, slug)
    number, labels[name, slug] = found
    (choice.unwanted if value.startswith("-") else choice.wanted).add(number)


def _identify(name, slug):
    """Return (number in records, label) of a facet value, or None when the archive has no such value."""
    if slug == NONE:
        return 0, f"no {name}"
    if name == "language":
        is_code = slug.isascii() and slug.isalpha() and slug.islower() and 2 <= len(slug) <= 3
        return (language_number(slug), language_label(slug)) if is_code else None
    if name == "source":
        source = Source.objects.filter(slug=slug).first()
        return (source.pk, source.name) if source else None
    entity = public_entity(kind=name, slug=slug)
    return (entity.pk, entity.name) if entity else None


def public_entity(*, kind, slug):
    """Return the public entity that has this slug, or once had it, or None."""
    found = Entity.objects.public().filter(kind=kind, slug=slug).first()
    if found is None:
        past = PastSlug.objects.filter(kind=kind, slug=slug).select_related("entity").first()
        found = past.entity if past and past.entity.is_public() else None
    return found


def _read_years(values, messages):
    years = {
        "years": set(),
        "excluded_years": set(),
        "undated": NONE in values,
        "dated_only": f"-{NONE}" in values,
    }
    for value in values:
        number = value.removeprefix("-")
        if number == NONE:
            continue
        if number.isascii() and number.isdecimal() and YEAR_MIN <= int(number) <= YEAR_MAX:
            years["excluded_years" if value.startswith("-") else "years"].add(int(number))
        else:
            messages.append(f"“{number}” is no year: it was left out.")
    return years


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
