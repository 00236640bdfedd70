"""Look up again the places of events that data sets told before the archive had an entry for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pghistory
from django.db import transaction
from django.db.models import F

from archive.ingest.datasets.event_row import Where
from archive.ingest.datasets.kinds import WHERE_OF
from archive.ingest.datasets.numbers import CellError
from archive.ingest.datasets.places import Places
from archive.models import Entity, Event, Evidence
from archive.reference.dataset_columns import cells_of

LOT = 500  # events in one transaction
REASON = "places of data sets looked up again"


@dataclass
class PlacedEvents:
    """How many events without a place were looked at, and how many have one now."""

    looked_at: int = 0
    placed: int = 0


def place_events(*, stop: Callable[[], bool] = bool) -> PlacedEvents:
    """Give the events of data sets that have no place the one that their row names, if the archive now has it.

    An event is left alone if somebody has changed its place as printed, and waits while the place is a draft, as readers would no longer see
    the event. Running it again changes nothing.

    Args:
        stop: called before each lot of events; once it returns true, nothing more is looked at.
    """
    done, places = PlacedEvents(), Places()
    for lot in _lots(_waiting()):
        if stop():
            break
        with transaction.atomic(), pghistory.context(reason=REASON):
            done.looked_at += len(lot)
            done.placed += _place(lot, places)
    return done


def evidence_waiting():
    """Return the evidence of events of data sets that have no place."""
    return Evidence.objects.filter(
        event__place=None, dataset_row__dataset__in=WHERE_OF, event__identifiers__scheme=F("dataset_row__dataset"),
        event__identifiers__value=F("dataset_row__number"),
    )  # fmt: skip


def _waiting() -> Iterator[tuple[int, Where]]:
    """Yield (id of an event without a place, where its row says that it was), as far as its place as printed is still that of the row."""
    told = evidence_waiting().order_by("event")
    rows = told.values_list("event", "event__place_words", "dataset_row__dataset", "dataset_row__values")
    for event, words, dataset, values in rows.iterator(chunk_size=LOT):
        try:
            where = WHERE_OF[dataset](cells_of(values))
        except CellError:
            continue
        if where.words == words:
            yield event, where


def _lots(waiting: Iterable[tuple[int, Where]]) -> Iterator[dict[int, Where]]:
    lot: dict[int, Where] = {}
    for event, where in waiting:
        lot[event] = where
        if len(lot) == LOT:
            yield lot
            lot = {}
    if lot:
        yield lot


def _place(lot: dict[int, Where], places: Places) -> int:
    """Give these events their places; return how many have one now."""
    places.learn(lot.values())
    found = {event: place for event, where in lot.items() if (place := places.place_of(where))}
    drafts = Entity.objects.filter(pk__in=found.values(), visibility=Entity.Visibility.DRAFT)
    hidden = set(drafts.values_list("pk", flat=True))
    found = {event: place for event, place in found.items() if place not in hidden}
    events = list(
        Event.objects.select_for_update(of=["self"]).filter(pk__in=found, place=None).order_by("pk")
    )
    for event in events:
        event.place_id = found[event.pk]
    Event.objects.bulk_update(events, ["place"])
    return len(events)
