"""The index of each kind: by letter and type, with a box that finds every spelling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from archive.kinds import Kind
from archive.models import Entity, Name
from archive.models.wordings import withhold_names
from archive.search import Counts, counts_of_all
from archive.text.words import name_key
from archive.views.pagination import page_links
from archive.views.places import MOST_NODES, place_tree

PER_PAGE = 120
MOST_TYPED = 100
MOST_SIMILAR = 30
DIGITS = "0–9"


@dataclass(frozen=True)
class IndexAddress:
    """The state of an index, all of it in the address."""

    path: str
    q: str = ""
    letter: str = ""
    type: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def read(cls, request: HttpRequest) -> IndexAddress:
        """Read what is asked; what cannot be read counts as not asked."""
        asked = {
            key: request.GET.get(key, "").replace("\0", "").strip()[:MOST_TYPED] for key in ("q", "type")
        }
        page = request.GET.get("page", "")
        return cls(
            path=request.path,
            letter=request.GET.get("letter", "")[:3].upper(),
            sort="reports" if request.GET.get("sort") == "reports" else "",
            page=int(page) if page.isascii() and page.isdecimal() and len(page) < 7 and int(page) else 1,
            **asked,
        )

    def url(self, **changes) -> str:
        """Return the address with these changes, on the first page unless another is among them."""
        state = replace(self, **{"page": 1, **changes})
        pairs = [(key, getattr(state, key)) for key in ("q", "letter", "type", "sort")]
        pairs = [pair for pair in pairs if pair[1]] + ([("page", state.page)] if state.page > 1 else [])
        return f"{state.path}?{urlencode(pairs)}" if pairs else state.path


@dataclass(frozen=True)
class Entry:
    """An entity as the index sorts it."""

    pk: int
    key: str
    type: str

    @property
    def letter(self) -> str:
        return DIGITS if self.key[:1].isdecimal() else self.key[:1].upper()


@dataclass(frozen=True)
class Choice:
    """A letter, kind or order that can be chosen."""

    label: str
    url: str
    current: bool
    count: int = 0


@dataclass
class Group:
    """The entities of a page that begin with one letter; without a letter, all of them."""

    letter: str
    entities: list[Entity] = field(default_factory=list)


# Views


def index_of(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show the index of a kind, in the order of the alphabet or, where its entries lie inside each other, as they lie."""
    as_tree = kind.is_nested and request.GET.get("view") == "tree"
    return tree_page(request, kind) if as_tree else index_page(request, kind)


def index_page(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show one page of an index."""
    address, counts = IndexAddress.read(request), counts_of_all(kind.key)
    everything = read_entries(kind)
    found, is_similar = entries_found(everything, kind, address.q)
    chosen = [entry for entry in found if is_chosen(entry, address)]
    pages = max(-(-len(chosen) // PER_PAGE), 1)
    address = replace(address, page=min(address.page, pages))
    ordered = sorted(chosen, key=lambda entry: -counts.of(entry.pk)) if address.sort else chosen
    shown = ordered[(address.page - 1) * PER_PAGE : address.page * PER_PAGE]
    context = {
        "kind": kind,
        "section": reverse(kind.plural),
        "address": address,
        "total": len(everything),
        "found": len(chosen),
        "is_similar": is_similar,
        "is_narrowed": bool(address.q or address.letter or address.type),
        "groups": groups_of(shown, address, counts, spelled=spellings_found(shown, kind, address.q)),
        "letters": letters(found, address),
        "types": types(found, kind, address),
        "sorts": sorts(address),
        **page_links(address.page, pages, lambda page: address.url(page=page)),
    }
    return render(request, "entities/index.html", context)


def tree_page(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show all entries of a kind as they lie inside each other."""
    places = list(Entity.objects.public().of_kind(kind.key).outermost_first()[:MOST_NODES])
    nodes = place_tree(places, counts_of_all(kind.key))
    context = {
        "section": reverse(kind.plural),
        "nodes": nodes,
        "total": len(places),
        "is_cut": len(places) == MOST_NODES,
    }
    return render(request, "entities/place_tree.html", context)


# Which entries


def read_entries(kind: Kind) -> list[Entry]:
    """Read what all public entities of a kind are sorted and chosen by, in the order of their names."""
    entities = Entity.objects.public().of_kind(kind.key).with_sort_keys().order_by("key", "id")
    columns = ("pk", "key", *filter(None, [kind.type_column]))
    return [Entry(pk, key, *(type or [""])) for pk, key, *type in entities.values_list(*columns)]


def entries_found(entries: list[Entry], kind: Kind, typed: str) -> tuple[list[Entry], bool]:
    """Keep the entries with a name like the one typed; tell whether the names are only similar to it."""
    if not typed:
        return entries, False
    names = names_of(kind)
    ids = set(names.with_words(typed).values_list("entity", flat=True))
    is_similar = not ids
    if is_similar:
        ids = set(names.similar_to(typed).values_list("entity", flat=True)[:MOST_SIMILAR])
    return [entry for entry in entries if entry.pk in ids], is_similar


def names_of(kind: Kind):
    """Return the names of the public entities of a kind."""
    return Name.objects.of_public_entities().filter(entity__kind=kind.key)


def is_chosen(entry: Entry, address: IndexAddress) -> bool:
    """Return whether an entry has the letter and the type that are asked."""
    return address.letter in ("", entry.letter) and address.type in ("", entry.type)


def spellings_found(entries: Iterable[Entry], kind: Kind, typed: str) -> dict[int, str]:
    """Return {id of an entity: the spelling by which it was found}, where that is not the one that heads its page."""
    if not typed:
        return {}
    names = names_of(kind).filter(entity__in=[entry.pk for entry in entries]).with_words(typed)
    key = name_key(typed)
    # The spelling nearest to the one typed: that very one, the one that heads the page, a short one.
    nearest = sorted(names, key=lambda name: (name.key == key, name.is_primary, -len(name.text)))
    best = {name.entity_id: name for name in nearest}
    return {entity: name.text for entity, name in best.items() if not name.is_primary}


# How they are shown


def groups_of(
    entries: list[Entry], address: IndexAddress, counts: Counts, *, spelled: dict[int, str]
) -> list[Group]:
    """Load the entities of a page and group them by letter where they stand in the order of the alphabet."""
    entities = Entity.objects.public().in_bulk([entry.pk for entry in entries])
    withhold_names(entities.values(), "summary")
    groups: dict[str, Group] = {}
    for entry in entries:
        letter = "" if address.sort or address.q else entry.letter
        entity = entities.get(entry.pk)
        if entity is None:  # deleted since the index was read
            continue
        entity.article_count = counts.of(entry.pk)
        entity.found_as = spelled.get(entry.pk, "")
        groups.setdefault(letter, Group(letter)).entities.append(entity)
    return list(groups.values())


def letters(entries: list[Entry], address: IndexAddress) -> list[Choice]:
    """Return the first letters of the entries, with those of the chosen type alone."""
    found = dict.fromkeys(entry.letter for entry in entries if address.type in ("", entry.type))
    return [
        Choice(
            letter, address.url(letter="" if letter == address.letter else letter), letter == address.letter
        )
        for letter in found
    ]


def types(entries: list[Entry], kind: Kind, address: IndexAddress) -> list[Choice]:
    """Return the types of the entries, each with the number of entries that a click on it gives."""
    counts: dict[str, int] = {}
    for entry in entries:
        if address.letter in ("", entry.letter):
            counts[entry.type] = counts.get(entry.type, 0) + 1
    return [
        Choice(
            word,
            address.url(type="" if word == address.type else word),
            word == address.type,
            counts[word],
        )
        for word in kind.types
        if counts.get(word)
    ]


def sorts(address: IndexAddress) -> list[Choice]:
    """Return the orders an index can be read in."""
    return [
        Choice("By name", address.url(sort=""), not address.sort),
        Choice("By number of reports", address.url(sort="reports"), bool(address.sort)),
    ]
