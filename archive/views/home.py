"""The home page: what the archive holds, what it can do by one real example of each kind, and ways into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from archive.evidence.for_home import change_to_tell, dispute_to_tell
from archive.kinds import KINDS, Kind
from archive.models import Article, Entity, Name, Source
from archive.presentation.for_home import tell_change, tell_dispute
from archive.search import Results, counts_of_all, reading, search

WAY_LENGTH = 6
CANDIDATES = 5  # examined for each one shown, as places that contain others are dropped
LATEST_LENGTH = 6
SPELLINGS_LENGTH = 9
MIN_SPELLINGS = 3  # that are worth telling


@dataclass(frozen=True)
class Way:
    """A way in: the entities of a kind named in most reports."""

    kind: Kind
    url: str
    total: int
    entities: list[Entity]


@dataclass(frozen=True)
class Spelt:
    """An example search: a spelling of a name, and the entity that it finds."""

    text: str
    entity: Entity

    @property
    def url(self) -> str:
        return reverse("search", query={"q": self.text})


@dataclass(frozen=True)
class MostSpelled:
    """The name with the most spellings in print, and its spellings."""

    entity: Entity
    spellings: list[Spelt]
    others: int


@dataclass(frozen=True)
class Figures:
    """What the archive holds, in numbers; the years are empty strings when no report has a date."""

    reports: int
    sources: int
    first_year: str
    last_year: str


@reading()
def home(request: HttpRequest) -> HttpResponse:
    """Show what the archive holds, a dispute, a change of side and a name in its spellings, and ways into it."""
    found = search(QueryDict(""), per_page=1)
    ways = ways_in()
    spelt = spellings_of([entity for one in ways for entity in one.entities])
    dispute, change = dispute_to_tell(), change_to_tell()
    context = {
        "dispute": tell_dispute(dispute) if dispute else None,
        "change": tell_change(change) if change else None,
        "spellings": spellings_to_tell(spelt),
        "examples": examples(ways, spelt),
        "holdings": figures(found),
        "chart": found.histogram,
        "search_url": reverse("search"),
        "ways": ways,
        "latest": list(Article.objects.published().for_lists().order_by("-id")[:LATEST_LENGTH]),
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


# Ways in


def ways_in() -> list[Way]:
    """Return the entities of each kind that most reports name, if any are named; a place is dropped in favour of places inside it."""
    counts = {kind: counts_of_all(kind.key) for kind in KINDS}
    top = {kind: found.top(WAY_LENGTH * CANDIDATES) for kind, found in counts.items()}
    entities = Entity.objects.public().in_bulk([pk for ids in top.values() for pk in ids])
    outer = {pk for entity in entities.values() for pk in entity.lineage}
    ways = []
    for kind, ids in top.items():
        if not ids:
            continue
        shown = [entities[pk] for pk in ids if pk in entities and pk not in outer][:WAY_LENGTH]
        for entity in shown:
            entity.article_count = counts[kind].of(entity.pk)
        ways.append(Way(kind, reverse(kind.plural), len(counts[kind].ids()), shown))
    return ways


# Spellings


def spellings_of(entities: Iterable[Entity]) -> dict[Entity, list]:
    """Return {entity: its other spellings that find it, the most telling first}, in the order given."""
    names = Name.objects.searched().of_public_entities().filter(entity__in=entities, is_primary=False)
    written = names.filter(ambiguous=False, kind__in=(Name.Kind.SPELLING, Name.Kind.SHORT))
    found: dict[int, list] = {}
    for name in sorted(written.with_print().order_by("id"), key=telling):
        found.setdefault(name.entity_id, []).append(name)
    return {entity: found.get(entity.pk, []) for entity in entities}


def telling(name) -> tuple[bool, bool]:
    """Return the order of spellings as examples: what is in print first, and whole names before short ones."""
    return not name.is_printed, name.kind == Name.Kind.SHORT


def examples(ways: Iterable[Way], spelt: dict[Entity, list]) -> list[Spelt]:
    """Offer an example search for each way in: a name in one of its other spellings."""
    first = (next((entity for entity in one.entities if spelt[entity]), None) for one in ways)
    return [Spelt(spelt[entity][0].text, entity) for entity in first if entity]


def spellings_to_tell(spelt: dict[Entity, list]) -> MostSpelled | None:
    """Return the name with the most spellings in print; None if none has enough of them."""
    printed = {entity: [name for name in names if name.is_printed] for entity, names in spelt.items()}
    entity = max(printed, key=lambda one: len(printed[one]), default=None)
    if entity is None or len(printed[entity]) < MIN_SPELLINGS:
        return None
    shown = [Spelt(name.text, entity) for name in printed[entity]]
    return MostSpelled(entity, shown[:SPELLINGS_LENGTH], len(shown[SPELLINGS_LENGTH:]))
