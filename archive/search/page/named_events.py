"""The events that the words of a search name: results of their own, above the reports and in none of their counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Func, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse

from archive.kinds import BY_KEY
from archive.models import Entity, Event, EventParty
from archive.models.compiled import Compiled
from archive.models.short_texts import HasWords, with_words_in_public
from archive.models.visibility import is_public
from archive.models.wordings import withhold_names
from archive.search.facets import YEAR
from archive.search.language.nodes import And, Entities, Node, Not, Nothing, Phrase, Spelled, Word
from archive.search.meaning.index_query import index_query
from archive.search.page.events import OF_REPORTS
from archive.search.parameters.address import Address
from archive.search.parameters.choices import Window
from archive.search.parameters.filters import SearchFilterSet
from archive.search.relevance.years import year_of

MAX_EVENTS = 3
MAX_TERMS = 8
MAX_SHAPES = 500
PARAMETERS = {
    "word": ["texts"],
    "year": ["texts", "ranges"],
    "name": ["texts", "ids"],
    "days": ["ranges"],
    "chosen": ["ids"],
}
MIN_TERMS = 2  # one word or name alone says too little, unless hardly any event has it


class ChosenBeside(NamedTuple):
    """What is chosen beside the words of a search: the parameter of the list of events, its value there, and the id or year."""

    parameter: str
    value: str
    number: int


def chosen_beside(filters: SearchFilterSet, address: Address) -> list[ChosenBeside] | None:
    """Return what is chosen beside the words and dates of a search; None if the list of events cannot be narrowed by all of it."""
    if any(address.all(key) for key in (*OF_REPORTS, "confirmed", "certain")):
        return None
    found = []
    for name in (*BY_KEY, YEAR.name):
        choice = filters.chosen(name)
        if choice.unwanted or 0 in choice.wanted:
            return None
        found += [ChosenBeside(_parameter(name), *one) for one in choice.ids.items()]
    named = filters.chosen("with")
    for given, one in zip(named.labels, named.entities, strict=True):
        found.append(ChosenBeside(_parameter(one.kind), given.partition("-")[2], one.pk))
    takes_all = len({one.parameter for one in found}) == len(found)  # it takes one value of each
    return found if takes_all else None


def _parameter(name: str) -> str:
    return name if name in ("place", YEAR.name) else "party"


def events_named(
    tree: Node, windows: Iterable[Window] = (), beside: Iterable[ChosenBeside] = ()
) -> list[Event]:
    """Return up to MAX_EVENTS events, the latest first, that every word, name and date of a query, and what is chosen beside it, describes.

    A word is in the title; a name is in the title, or that of the place, of what contains it, or of a party; a year is in the title or
    touched by the date. The date touches the `windows`, dates that were read among the words or chosen beside them.
    Operators and other fields describe no event.
    """
    terms, days = _terms(tree), _days(windows)
    if not terms or len(terms) + len(days) > MAX_TERMS:
        return []
    asked = [*map(_condition, terms), *(("days", [[one]]) for one in days), *map(_chosen, beside)]
    described = _described(tuple(kind for kind, _ in asked))
    ids = [pk for (pk,) in described(*(value for _, values in asked for value in values))]
    if not ids:
        return []
    events = list(Event.objects.filter(pk__in=ids).select_related("place").newest_first())
    if len(asked) < MIN_TERMS and len(events) > MAX_EVENTS:
        return []
    return _in_public_words(events, terms)[:MAX_EVENTS]


def list_of_such(tree: Node, windows: Iterable[Window] = (), beside: Iterable[ChosenBeside] = ()) -> str:
    """Return the address of the list of all events that a query describes: its words, with each date, place and party as a choice."""
    chosen = _from_and_to(windows) | {one.parameter: one.value for one in beside}
    words = []
    for term in _terms(tree):
        year = year_of(term.text) if isinstance(term, Word) else None
        entity = (
            Entity.objects.public().filter(pk__in=term.ids).first() if isinstance(term, Entities) else None
        )
        name = "year" if year else "" if entity is None else "place" if entity.kind == "place" else "party"
        if name and name not in chosen:
            chosen[name] = str(year) if year else entity.slug if entity else ""
        else:
            words.append(_typed(term))
    return reverse("events", query=({"q": " ".join(words)} if words else {}) | chosen)


def _meant(windows: Iterable[Window]) -> list[Window]:
    """Return the dates that events can be of: those that are not to be left out."""
    return [one for one in windows if not (one.is_open or one.negated)]


def _days(windows: Iterable[Window]) -> list[str]:
    """Return the days of each date, as PostgreSQL writes a range."""
    return [_range(*one.days) if one.days else "empty" for one in _meant(windows)]


def _range(first: date | None, last: date | None) -> str:
    return f"[{first or ''},{last or ''}]"


def _from_and_to(windows: Iterable[Window]) -> dict[str, str]:
    """Return what limits a list to the days that all dates share."""
    days = [one.days for one in _meant(windows) if one.days]
    limits = {
        "from": max((first for first, _ in days if first), default=None),
        "to": min((last for _, last in days if last), default=None),
    }
    return {name: day.isoformat() for name, day in limits.items() if day}


def _terms(tree: Node) -> tuple[Node, ...]:
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    typed = (node.node if isinstance(node, Spelled) else node for node in nodes)
    kept = tuple(node for node in typed if not isinstance(node, Not | Nothing))
    if not all(isinstance(node, Word | Phrase | Entities) for node in kept):
        return ()
    return tuple(node for node in kept if not isinstance(index_query(node), Nothing))  # without small words


def _typed(term: Node) -> str:
    match term:
        case Word(text) | Phrase(text):
            return text
        case Entities(typed=typed):
            return typed
    return ""


def _condition(term: Node) -> tuple[str, list[list]]:
    """Return what a term is, a key of PARAMETERS, and what it says of an event, a value for each of them."""
    typed = [_typed(term).replace("\0", "")]
    year = year_of(term.text) if isinstance(term, Word) else None
    if year and 0 < year < 9999:
        return "year", [typed, [_whole_year(year)]]
    return ("name", [typed, list(term.ids)]) if isinstance(term, Entities) else ("word", [typed])


def _chosen(one: ChosenBeside) -> tuple[str, list[list]]:
    """Return the same for what is chosen beside the words."""
    return ("days", [[_whole_year(one.number)]]) if one.parameter == YEAR.name else ("chosen", [[one.number]])


def _whole_year(year: int) -> str:
    return f"[{year:04}-01-01,{year + 1:04}-01-01)"


@lru_cache(MAX_SHAPES)
def _described(kinds: tuple[str, ...]) -> Compiled:
    """Return the query for the first events that terms of these kinds describe; compiled anew, it takes longer than the page."""

    def first_events(*values: RawSQL) -> QuerySet:
        events, rest = Event.objects.public(), iter(values)
        for kind in kinds:
            events = events.filter(_describes(kind, *islice(rest, len(PARAMETERS[kind]))))
        return events.newest_first().values_list("pk")[: MAX_EVENTS + 1]

    return Compiled(first_events, [name for kind in kinds for name in PARAMETERS[kind]])


def _describes(kind: str, text: RawSQL, *more: RawSQL) -> Q:
    """Return the condition that a term describes an event; each part of it is answered by an index of its own."""
    if kind == "days":
        return Q(date_range__overlap=text)
    if kind == "chosen":
        return _involves(text)
    described = Q(pk__in=Event.objects.filter(HasWords("title", text)).order_by().values("pk"))
    if kind == "year":
        described |= Q(date_range__overlap=more[0])
    if kind == "name":
        described |= _involves(more[0])
    return described


def _involves(ids: Any) -> Q:
    """Return the condition that an event is at or within one of these places, or has one of these entities as a party."""
    parties = EventParty.objects.filter(is_public("entity__"), entity__in=ids).values("event")
    within = Q(place__lineage__overlap=Func(ids, function="ARRAY"))
    return Q(place__in=ids) | within | Q(pk__in=parties)


def _in_public_words(events: Iterable[Event], terms: Iterable[Node]) -> list[Event]:
    """Withhold protected names in the titles, and leave out the events that only such a name led to."""
    events = list(events)
    stored = {event.pk: event.title for event in events}
    withhold_names(events, "title")
    changed = [event for event in events if event.title != stored[event.pk]]
    hidden = {
        event.pk
        for event in changed
        for term in terms
        if not isinstance(term, Entities) and not with_words_in_public([stored[event.pk]], _typed(term))
    }
    return [event for event in events if event.pk not in hidden]
