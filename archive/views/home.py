"""The home page: what the archive holds, and ways into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from archive.evidence.told import change_to_tell, dispute_to_tell
from archive.kinds import KINDS, Kind
from archive.models import Article, Name, Source
from archive.presentation.told import tell_change, tell_dispute
from archive.search import Results, number_of_values, reading, search
from archive.text.words import excerpt

WAY_LENGTH = 6
LATEST_LENGTH = 6
OPENING_LENGTH = 440


@dataclass(frozen=True)
class Way:
    """A way in: the entities of a kind named in most reports."""

    kind: Kind
    url: str
    total: int
    values: list

    @property
    def detail(self) -> str:
        """The name of the pages of its entities."""
        return f"{self.kind.key}-detail"


@dataclass(frozen=True)
class Figures:
    """What the archive holds, in numbers; the years are empty strings when no report has a date."""

    reports: int
    sources: int
    first_year: str
    last_year: str


@reading()
def home(request: HttpRequest) -> HttpResponse:
    """Show what the archive holds, a dispute and a change of side, its timeline, ways into it and recent additions."""
    found = search(QueryDict(""), per_page=1)
    facets = found.facets_named(*(kind.key for kind in KINDS))
    ways = [way(kind, facet) for kind, facet in zip(KINDS, facets, strict=True)]
    latest = list(Article.objects.published().for_lists().order_by("-id")[:LATEST_LENGTH])
    opening = next((article for article in latest if article.language == "en"), None) or next(
        iter(latest), None
    )
    dispute, change = dispute_to_tell(), change_to_tell()
    context = {
        "dispute": tell_dispute(dispute) if dispute else None,
        "change": tell_change(change) if change else None,
        "holdings": figures(found),
        "chart": found.histogram,
        "search_url": reverse("search"),
        "ways": ways,
        "examples": examples(ways),
        "latest": [article for article in latest if article != opening],
        "opening": opening,
        "opening_text": excerpt(opening.body, OPENING_LENGTH) if opening else "",
    }
    return render(request, "pages/home.html", context)


def figures(found: Results) -> Figures:
    """Count what the archive holds from a search for everything."""
    years = [bar.value for bar in found.histogram.bars if bar.count]
    return Figures(
        reports=found.total + found.copies,
        sources=Source.objects.of_the_public().count(),
        first_year=years[0] if years else "",
        last_year=years[-1] if years else "",
    )


def way(kind: Kind, facet) -> Way:
    """Build a way in from the facet of its kind; a place is dropped in favour of places inside it that are listed too."""
    ends = [
        value
        for value, after in zip_longest(facet.values, facet.values[1:])
        if not after or after.depth <= value.depth
    ]
    values = sorted(ends, key=lambda value: -value.count)[:WAY_LENGTH]
    return Way(kind, reverse(kind.plural), number_of_values(kind.key), values)


def examples(ways: Iterable[Way]) -> list[dict[str, str]]:
    """Offer an example search for each way in: a name in one of its other spellings, to demonstrate widening."""
    slugs = [value.value for one in ways for value in one.values]
    spellings = (
        Name.objects.searched()
        .of_public_entities()
        .filter(
            entity__slug__in=slugs,
            is_primary=False,
            ambiguous=False,
            kind__in=(Name.Kind.SPELLING, Name.Kind.SHORT),
        )
    )
    by_slug: dict[str, str] = {}
    for slug, text in spellings.values_list("entity__slug", "text").order_by("id"):
        by_slug.setdefault(slug, text)
    texts = [
        next((by_slug[value.value] for value in one.values if value.value in by_slug), None) for one in ways
    ]
    return [{"text": text, "url": reverse("search", query={"q": text})} for text in texts if text]
