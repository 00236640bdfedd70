"""Propose for a suggested claim the event that it may be about, with the reason; a curator confirms it together with the claim.

Two rules, the first that fits:

1. The report is evidence for one event alone, and the sentence names no place other than that event's.
2. The sentence names the place of one event alone, or one inside it, among the events of the report or, if it has none, among those of the
   days before it was printed.

Where two events fit, none is proposed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from archive import dates
from archive.models import Article, Event, Evidence, Mention, Passage
from archive.models.visibility import is_accepted

LAG = timedelta(4)  # between an event and the print that tells of it
WIDEST = ("country", "region")  # a sentence that names only these does not say where


@dataclass(frozen=True)
class ProposedEvent:
    """The event that a claim may be about, and why."""

    event: Event
    reason: str


Named = dict[int, tuple[int, ...]]  # the ids of the places that a sentence names, each with those around it


def proposed_events(
    passages: Mapping[int, Passage], *, events: QuerySet[Event], leaving: Iterable[int] = ()
) -> dict[int, ProposedEvent]:
    """Return {id of a claim: the event proposed for it}, as far as one is.

    Args:
        passages: {id of a claim: the passage of a report that it rests on}, with their reports.
        events: those that may be proposed.
        leaving: ids of claims that say nothing of the events of their report.
    """
    shown = {claim: passage for claim, passage in passages.items() if passage.start is not None}
    reports = {passage.article_id: passage.article for passage in shown.values()}
    known = _events_of(reports, events, set(leaving))
    printed = {pk: _events_before(report, events) for pk, report in reports.items() if not known[pk]}
    named = _places_named(shown.values())
    found = {
        claim: _propose(named[passage.pk], known[passage.article_id], printed.get(passage.article_id, ()))
        for claim, passage in shown.items()
    }
    return {claim: proposed for claim, proposed in found.items() if proposed}


def _propose(named: Named, known: Sequence[Event], printed: Sequence[Event]) -> ProposedEvent | None:
    if len(known) == 1:
        is_elsewhere = named and not _is_there(known[0], named)
        return (
            None if is_elsewhere else ProposedEvent(known[0], "the report is evidence for this event alone")
        )
    there = [event for event in known or printed if _is_there(event, named)]
    if len(there) != 1:
        return None
    place = there[0].place
    if known:
        return ProposedEvent(
            there[0], f"the report tells of {len(known)} events, and the sentence names {place}"
        )
    return ProposedEvent(there[0], f"the sentence names {place}, and was printed in the days after")


def _is_there(event: Event, named: Named) -> bool:
    """Return whether a sentence names the place of an event, or one inside it; of a province its capital lies inside."""
    place = event.place
    if place is None or place.place_type in WIDEST:
        return False
    return any(place.pk in (pk, *around) for pk, around in named.items())


def _events_of(
    reports: Mapping[int, Article], events: QuerySet[Event], leaving: set[int]
) -> dict[int, list[Event]]:
    """Return {id of a report: the events that it is evidence for, directly or by an accepted claim}."""
    rows = Evidence.objects.filter(passage__article__in=reports).filter(
        Q(event__isnull=False) | Q(is_accepted("claim__"), claim__event__isnull=False)
    )
    told: dict[int, set[int]] = defaultdict(set)
    for report, event, claim, of_claim in rows.values_list(
        "passage__article", "event", "claim", "claim__event"
    ):
        if claim not in leaving:
            told[report].add(event or of_claim)
    found = events.select_related("place").in_bulk({pk for ids in told.values() for pk in ids})
    return {report: [found[pk] for pk in sorted(told[report]) if pk in found] for report in reports}


def _events_before(report: Article, events: QuerySet[Event]) -> list[Event]:
    """Return the events that a report of a known day may tell of: those with a place, of the days before it."""
    first, last = dates.to_range(report.date_edtf) if report.date_edtf else (None, None)
    if first is None or last is None or last - first > LAG:
        return []
    span = DateRange(first - LAG, last, "[]")
    return list(events.filter(place__isnull=False, date_range__overlap=span).select_related("place"))


def _places_named(passages: Iterable[Passage]) -> dict[int, Named]:
    """Return {id of a passage: the places that it names}, countries and the like left out."""
    by_report: dict[tuple[int, str], list[Passage]] = defaultdict(list)
    for passage in passages:
        by_report[passage.article_id, passage.field].append(passage)
    rows = (
        Mention.objects.accepted()
        .told()
        .filter(article__in={report for report, _ in by_report}, entity__kind="place", start__isnull=False)
    )
    found: dict[int, Named] = defaultdict(dict)
    for report, name, start, place, around in rows.exclude(entity__place_type__in=WIDEST).values_list(
        "article", "field", "start", "entity", "entity__lineage"
    ):
        for passage in by_report.get((report, name), ()):
            if (passage.start or 0) <= start < (passage.end or 0):
                found[passage.pk][place] = tuple(around or ())
    return found
