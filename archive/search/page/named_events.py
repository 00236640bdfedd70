"""The events that the words of a search name: results of their own, above the reports and in none of their counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.urls import reverse

from archive.models import Entity, Event, EventParty
from archive.models.short_texts import HasWords, with_words_in_public
from archive.models.visibility import is_public
from archive.models.wordings import withhold_names
from archive.search.language.nodes import And, Entities, Node, Not, Nothing, Phrase, Word
from archive.search.meaning.index_query import index_query
from archive.search.relevance.years import year_of

MAX_EVENTS = 3
MAX_TERMS = 8
MIN_TERMS = 2  # one word or name alone says too little, unless hardly any event has it


def events_named(tree: Node) -> list[Event]:
    """Return up to MAX_EVENTS events, the latest first, that every word, name and year of a query describes.

    A word is in the title; a name is in the title, or that of the place, of what contains it, or of a party; a year is in the title or
    touched by the date. Operators and fields describe no event.
    """
    terms = _terms(tree)
    if not terms or len(terms) > MAX_TERMS:
        return []
    found = Event.objects.public().select_related("place")
    for term in terms:
        found = found.filter(_describes(term))
    events = list(found.newest_first()[: MAX_EVENTS + 1])
    if len(terms) < MIN_TERMS and len(events) > MAX_EVENTS:
        return []
    return _in_public_words(events, terms)[:MAX_EVENTS]


def list_of_such(tree: Node) -> str:
    """Return the address of the list of all events that a query describes: its words, with each year, place and party as a choice."""
    chosen: dict[str, str] = {}
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


def _terms(tree: Node) -> tuple[Node, ...]:
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    kept = tuple(node for node in nodes if not isinstance(node, Not | Nothing))
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


def _describes(term: Node) -> Q:
    """Return the condition that a term describes an event; each part of it is answered by an index of its own."""
    described = Q(pk__in=Event.objects.filter(HasWords("title", _typed(term))).order_by().values("pk"))
    year = year_of(term.text) if isinstance(term, Word) else None
    if year and 0 < year < 9999:
        described |= Q(date_range__overlap=DateRange(date(year, 1, 1), date(year + 1, 1, 1)))
    if isinstance(term, Entities):
        ids = list(term.ids)
        parties = EventParty.objects.filter(is_public("entity__"), entity__in=ids)
        described |= Q(place__in=ids) | Q(place__lineage__overlap=ids) | Q(pk__in=parties.values("event"))
    return described


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
