"""Facets, by which searches are narrowed: one class for each, and a registry. To add one, see docs/recipes.md.

The packed record of a report holds its values: the number of the facet, shifted, plus the id of the value. Id 0 means
that the report has none. The value of a name that a curator confirmed there has one bit more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext

from archive.kinds import KINDS, PLACE, Kind
from archive.models import Claim, Entity, Source
from archive.models.compiled import Compiled
from archive.reference.languages import LANGUAGES, language_name
from archive.reference.topics import ACTS

SHIFT = 27
CONFIRMED = 1 << (SHIFT - 1)
"""The bit of a value that a curator confirmed in a report."""
ID_MASK = CONFIRMED - 1
NONE = "none"
"""The value of a parameter that asks for reports without a value."""
MIN_YEAR = 1


class Label(NamedTuple):
    """How a value is written in addresses and on pages; `lineage` has the ids of the values that contain it, outermost first."""

    slug: str
    name: str
    lineage: Sequence[int] = ()


ENTITIES = Compiled(
    lambda ids: (
        Entity.objects.public().filter(pk__in=ids).order_by().values_list("pk", "slug", "name", "lineage")
    )
)
SOURCES = Compiled(lambda ids: Source.objects.filter(pk__in=ids).order_by().values_list("pk", "slug", "name"))


def entity_labels(ids: Iterable[int]) -> dict[int, Label]:
    """Read the labels of these entities; omit those that are not public."""
    return {pk: Label(*label) for pk, *label in ENTITIES(ids)}


def source_labels(ids: Iterable[int]) -> dict[int, Label]:
    """Read the labels of these sources."""
    return {pk: Label(*label) for pk, *label in SOURCES(ids)}


def language_labels(ids: Iterable[int]) -> dict[int, Label]:
    """Return the labels of languages by their numbers in records."""
    codes = {number: language_code(number) for number in ids}
    return {number: Label(code, language_name(code)) for number, code in codes.items()}


class Facet:
    """A facet: its names, and how its values are written and looked up."""

    name: str
    """Its parameter, query field and key in exported data."""
    number: int
    """Its number in packed records: never changed, never reused."""
    plural_label: str
    """The heading of its list."""
    label: str
    """The label before a chosen value."""
    none_label: str = ""
    """The label for reports without a value, if there can be any."""
    unknown: str
    """The message about a slug that matches none of its values, a template for str.format."""
    not_called: str = "Nothing in the archive is called “{}”."
    """The query field's message about a name that matches none of its values."""
    is_nested: bool = False
    """Whether its values are nested."""
    holds_several: bool = False
    """Whether a report can have several of its values, so that all those chosen can be required."""
    is_named: bool = False
    """Whether its values are named in reports, so that a curator can confirm them there."""
    is_marked: bool = True
    """Whether the vector of a report has a mark for each of its values, for the query field to find."""
    value_sql: str = ""
    """An SQL expression for the id of its value in a row `article`, NULL if it has none. Not for entities."""
    read_labels: Callable[[Iterable[int]], dict[int, Label]]
    """Reads the labels of values by their ids; facets with the same function are read together."""

    def identify(self, slug: str) -> tuple[int, str] | None:
        """Return (id in records, label) of the value with this slug in addresses, or None if there is none."""
        return (0, gettext(f"no {self.name}")) if slug == NONE else self.look_up(slug)

    def look_up(self, slug: str) -> tuple[int, str] | None:
        """Return (id in records, label) of a value that some report may have, or None."""
        raise NotImplementedError

    def called(self, typed: str) -> list[int]:
        """Return the ids of the values that a reader may mean by this in the query field."""
        found = self.look_up(typed.casefold())
        return [found[0]] if found else []

    def mark(self, pk: int) -> str:
        """Return the lexeme for a value in vectors; where a curator confirmed it, "c" follows the sign."""
        return f"#{self.number}-{pk}"

    @property
    def columns(self) -> set[str]:
        """The columns of a report on which its value depends."""
        return set(re.findall(r"\barticle\.(\w+)", self.value_sql))


class EntityFacet(Facet):
    """The entities of one kind named in reports."""

    holds_several = is_named = True
    read_labels = staticmethod(entity_labels)

    def __init__(self, kind: Kind):
        self.name, self.number, self.is_nested = kind.key, kind.number, kind.is_nested
        self.kind = kind
        self.is_marked = kind.is_nested  # an entity is itself a lexeme; those that contain it are marks
        self.label, self.plural_label = kind.label, kind.plural_label
        self.none_label = f"No {kind.key} named"
        self.unknown = f"No {kind.key} in this archive has the address “{{}}”."

    def look_up(self, slug):
        entity = Entity.objects.public_at(kind=self.kind.key, slug=slug)
        return (entity.pk, entity.name) if entity else None


class WritingFacet(EntityFacet):
    """The places where reports were written, as their datelines say; not where things happened."""

    def __init__(self):
        super().__init__(PLACE)
        self.name, self.number = "written", 7
        self.label, self.plural_label = "Written in", "Places of writing"
        self.none_label = "Place of writing not known"

    def identify(self, slug):
        return (0, gettext("place not known")) if slug == NONE else self.look_up(slug)


class SourceFacet(Facet):
    """The publication or issuer of a report. Every report has one."""

    name, number = "source", 4
    label, plural_label = "Source", "Sources"
    unknown = "No source in this archive has the address “{}”."
    not_called = "No source in the archive is called “{}”."
    read_labels = staticmethod(source_labels)
    value_sql = "article.source_id"

    def look_up(self, slug):
        source = Source.objects.at(slug)
        return (source.pk, source.name) if source else None

    def called(self, typed):
        return [source.pk for source in Source.objects.called(typed)]


class LanguageFacet(Facet):
    """The language of a report; the id of a value encodes the letters of its code."""

    name, number = "language", 5
    label, plural_label = "Language", "Languages"
    none_label = "Language unknown"
    unknown = "“{}” is not a language code: write two or three letters, such as en or prs."
    not_called = "“{}” is not a language in the archive: write its name or code, such as fr."
    read_labels = staticmethod(language_labels)
    value_sql = "archive_language_number(article.language)"

    def look_up(self, slug):
        is_code = slug.isascii() and slug.isalpha() and slug.islower() and 2 <= len(slug) <= 3
        return (language_number(slug), language_name(slug)) if is_code else None

    def called(self, typed):
        word = typed.casefold()
        codes = [code for code, name in LANGUAGES.items() if word in (code, name.casefold())]
        return [language_number(code) for code in codes] or super().called(typed)


class BasisFacet(Facet):
    """What the date of a report rests on: it is printed with it, or was inferred by a curator. Undated reports have none."""

    name, number = "basis", 6
    label, plural_label = "Date", "Dates"
    none_label = "Undated"
    unknown = "“{}” is not what a date can rest on: write stated, inferred, or none for undated reports."
    not_called = "“{}” is not what a date can rest on: write stated or inferred."
    labels: Mapping[int, Label] = MappingProxyType(
        {1: Label("stated", "Printed with the report"), 2: Label("inferred", "Inferred")}
    )
    value_sql = "CASE article.date_basis WHEN 'stated' THEN 1 WHEN 'inferred' THEN 2 END"

    def identify(self, slug):
        return (0, gettext("undated")) if slug == NONE else self.look_up(slug)

    def look_up(self, slug):
        return next(((pk, label.name) for pk, label in self.labels.items() if label.slug == slug), None)

    @staticmethod
    def read_labels(ids):
        """Return the labels of these values."""
        return {pk: BasisFacet.labels[pk] for pk in ids if pk in BasisFacet.labels}


class ClaimsFacet(Facet):
    """What is done in the claims that reports carry.

    Claims change without their reports, so no record has these values: archive/search/counting/carried.py reads them for each search.
    """

    name = "claims"
    label, plural_label = "Claim", "Claims"
    holds_several = True
    unknown = "“{}” is not something that claims do: write asserted, denied, confirmed, doubted, retracted or predicted."
    acts: Mapping[str, int] = MappingProxyType(
        {
            Claim.Act.ASSERTS: 1,
            Claim.Act.DENIES: 2,
            Claim.Act.CONFIRMS: 3,
            Claim.Act.DOUBTS: 4,
            Claim.Act.RETRACTS: 5,
            Claim.Act.PREDICTS: 6,
        }
    )
    """The id of the value for each act."""
    slugs = ("asserted", "denied", "confirmed", "doubted", "retracted", "predicted")
    labels: Mapping[int, Label] = MappingProxyType(
        {pk: Label(slug, ACTS[act]) for (act, pk), slug in zip(acts.items(), slugs, strict=True)}
    )

    def identify(self, slug):
        return self.look_up(slug)

    def look_up(self, slug):
        return next(
            ((pk, gettext(label.name)) for pk, label in self.labels.items() if label.slug == slug), None
        )

    @staticmethod
    def read_labels(ids):
        """Return the labels of these values."""
        return {pk: ClaimsFacet.labels[pk] for pk in ids if pk in ClaimsFacet.labels}


class YearFacet(Facet):
    """The years in which the date of a report may fall. They follow from its dates and have no number in records."""

    name = "year"
    label, plural_label = "Year", "Years"
    none_label = "Undated"
    unknown = "“{}” is not a year: write one such as 1997, or none for undated reports."

    def identify(self, slug):
        return (0, gettext("undated")) if slug == NONE else self.look_up(slug)

    def look_up(self, slug):
        is_year = slug.isascii() and slug.isdecimal() and len(slug) <= 4 and int(slug) >= MIN_YEAR
        return (int(slug), slug) if is_year else None


YEAR = YearFacet()
CLAIMS = ClaimsFacet()


def by_name(facets: Iterable[Facet]) -> Mapping[str, Facet]:
    """Return {name: facet}.

    Raises `ImproperlyConfigured` if two have one number: their values could not be told apart in records.
    """
    found: dict[int, Facet] = {}
    for facet in facets:
        if (other := found.setdefault(facet.number, facet)) is not facet:
            said = f"The facets {other.name} and {facet.name} both have the number {facet.number}: give the newer one a number never used."
            raise ImproperlyConfigured(said)
    return MappingProxyType({facet.name: facet for facet in found.values()})


FACETS = by_name([*map(EntityFacet, KINDS), SourceFacet(), WritingFacet(), LanguageFacet(), BasisFacet()])
"""The facets in records, in the order in which pages list them."""
LISTED: Mapping[str, Facet] = MappingProxyType({**FACETS, CLAIMS.name: CLAIMS})
"""The facets of which pages list the values: those in records, and those that other tables answer."""
CHOSEN_FROM: Mapping[str, Facet] = MappingProxyType({**LISTED, YEAR.name: YEAR})
"""All the facets whose values can be chosen."""


def all_of(name: str) -> str:
    """Return the parameter that requires all the chosen values of a facet, not just any: person.all."""
    return f"{name}.all"


def language_number(code: str) -> int:
    """Return a language code as a number: five bits for each letter, the first letter lowest (archive_language_number in SQL)."""
    return sum((ord(letter) - 96) << (5 * place) for place, letter in enumerate(code))


def language_code(number: int) -> str:
    """Return the language code for a number."""
    letters = []
    while number:
        letters.append(chr((number & 31) + 96))
        number >>= 5
    return "".join(letters)
