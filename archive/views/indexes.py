"""The index of each kind: by letter and type, with a box that finds every spelling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from archive.evidence.cited import factions_cited
from archive.kinds import FACTION, Kind
from archive.models import Entity, Name
from archive.models.wordings import withhold_names
from archive.presentation.sides import DateParameter, read_day
from archive.presentation.states import in_command, states_of
from archive.search import Counts, counts_of_all
from archive.text.words import name_key
from archive.views.filters import EntityFilterSet
from archive.views.pagination import page_links
from archive.views.places import MAX_NODES, place_tree

PER_PAGE = 120
STATES_PER_PAGE = 40
MAX_OTHERS = 500


@dataclass(frozen=True)
class Entry:
    """An entity with the number of reports that name it; `found_as` is the spelling by which it was found, if not its heading."""

    entity: Entity
    article_count: int
    found_as: str


@dataclass
class Group:
    """The entities of a page that begin with one letter; without a letter, all of them."""

    letter: str
    entries: list[Entry] = field(default_factory=list)


class StatesListed:
    """One page of the chosen factions about which something is cited on a day, and those of which something is cited for other times."""

    def __init__(self, chosen: EntityFilterSet, on: DateParameter, page: str | None) -> None:
        then, ever = factions_cited(on=on.edtf)
        self.paginator = Paginator(chosen.qs.filter(pk__in=then).defer("description"), STATES_PER_PAGE)
        self.page = self.paginator.get_page(page)
        self.states = states_of(self.page, on=on.edtf)
        self.others = chosen.qs.filter(pk__in=ever - then).defer("description")[:MAX_OTHERS]


# Views


def index_of(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show the index of a kind, in alphabetical order or, if its entries are nested, as a tree."""
    chosen = EntityFilterSet(request.GET, kind=kind)
    as_tree = kind.is_nested and chosen.value("view") == "tree" and not chosen.complaints
    asked = read_day(request.GET.get("on", "")) if kind is FACTION else DateParameter()
    if asked.edtf and not chosen.complaints:
        return states_page(request, chosen, asked)
    return tree_page(request, kind) if as_tree else index_page(request, chosen, asked)


def index_page(request: HttpRequest, chosen: EntityFilterSet, on: DateParameter) -> HttpResponse:
    """Show one page of an index; `on` is a day that could not be read, or none."""
    kind, counts, found = chosen.kind, counts_of_all(chosen.kind.key), chosen.total()
    paginator = Paginator(in_order(chosen, counts), PER_PAGE)
    paginator.count = found
    page = paginator.get_page(request.GET.get("page"))
    asked = {name: chosen.value(name) for name in ("q", "letter", "type", "sort")}
    context = {
        "kind": kind,
        "section": reverse(kind.plural),
        "asked": asked,
        "total": sum(tally.total for tally in chosen.tallies),
        "found": found,
        "complaints": list(chosen.complaints.values()),
        "are_similar": chosen.are_similar,
        "is_narrowed": any(asked[name] for name in ("q", "letter", "type")),
        "groups": groups_of(page, chosen, counts),
        "letters": chosen.letters(),
        "types": chosen.types(),
        "sorts": chosen.sorts(),
        "on": on,
        "hidden": [(name, value) for name, value in asked.items() if value],
        **page_links(
            page.number,
            paginator.num_pages,
            lambda number: chosen.url(page=number if number > 1 else ""),
            typed=request.GET.get("page", ""),
        ),
    }
    return render(request, "entities/index.html", context)


def states_page(request: HttpRequest, chosen: EntityFilterSet, on: DateParameter) -> HttpResponse:
    """Show the state of the chosen factions on a day, one page of those about which something is cited then."""
    listed = StatesListed(chosen, on, request.GET.get("page"))
    narrowed = {name: chosen.value(name) for name in ("q", "letter", "type") if chosen.value(name)}

    def url(number: int) -> str:
        more = {"page": number} if number > 1 else {}
        return reverse(chosen.kind.plural, query={**narrowed, "on": on.typed, **more})

    context = {
        "kind": chosen.kind,
        "section": reverse(chosen.kind.plural),
        "on": on,
        "hidden": narrowed.items(),
        "clear_url": reverse(chosen.kind.plural, query=narrowed),
        "data_url": reverse("factions-json", query={**narrowed, "on": on.typed}),
        "found": listed.paginator.count,
        "states": listed.states,
        "commands": in_command(listed.states),
        "others": listed.others,
        **page_links(listed.page.number, listed.paginator.num_pages, url, typed=request.GET.get("page", "")),
    }
    return render(request, "entities/states.html", context)


def tree_page(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show all entries of a nested kind as a tree."""
    places = list(Entity.objects.public().of_kind(kind.key).outermost_first()[:MAX_NODES])
    nodes = place_tree(places, counts_of_all(kind.key))
    context = {
        "section": reverse(kind.plural),
        "nodes": nodes,
        "total": len(places),
        "is_cut": len(places) == MAX_NODES,
    }
    return render(request, "entities/place_tree.html", context)


# Entries


def in_order(chosen: EntityFilterSet, counts: Counts):
    """Return the chosen entities in order of name, or their ids in order of the number of reports."""
    if not chosen.value("sort"):
        return chosen.qs.defer("description")
    return sorted(chosen.qs.values_list("pk", flat=True), key=lambda pk: -counts.of(pk))


def entities_of(page: Iterable, chosen: EntityFilterSet) -> list:
    """Return the entities of a page, in its order."""
    if not chosen.value("sort"):
        return list(page)
    found = chosen.queryset.defer("description").in_bulk(list(page))
    return [found[pk] for pk in page if pk in found]


def matched_spellings(entities: Iterable[Entity], typed: str) -> dict[int, str]:
    """Return {id of an entity: the spelling by which it was found}, if that is not the one that heads its page."""
    if not typed:
        return {}
    names = Name.objects.filter(entity__in=entities).with_words(typed)
    key = name_key(typed)
    # The spelling nearest to the one typed: the same one, the one that heads the page, a short one.
    nearest = sorted(names, key=lambda name: (name.key == key, name.is_primary, -len(name.text)))
    best = {name.entity_id: name for name in nearest}
    return {entity: name.text for entity, name in best.items() if not name.is_primary}


# Presentation


def groups_of(page: Iterable, chosen: EntityFilterSet, counts: Counts) -> list[Group]:
    """Group the entities of a page by letter if they are in alphabetical order."""
    entities = entities_of(page, chosen)
    withhold_names(entities, "summary")
    spelled = matched_spellings(entities, chosen.value("q"))
    groups: dict[str, Group] = {}
    for entity in entities:
        letter = "" if chosen.value("sort") or chosen.value("q") else entity.letter
        entry = Entry(entity, counts.of(entity.pk), spelled.get(entity.pk, ""))
        groups.setdefault(letter, Group(letter)).entries.append(entry)
    return list(groups.values())
