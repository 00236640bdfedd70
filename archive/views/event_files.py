"""The list of events as a table and as a feed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop

from archive.evidence.drawn import withhold
from archive.models import Claim, Event, EventParty, Evidence
from archive.models.wordings import withhold_names
from archive.presentation.accounts import attributed, dataset_label
from archive.views.event_lists import EventSet, datasets_of
from archive.views.exports import MAX_ROWS, chunks
from archive.views.list_feeds import FeedEntry, feed_response, newest
from archive.views.list_files import cut_notice, table_response
from archive.views.notices import refusal

COLUMNS = (
    "id",
    "title",
    "kind",
    "kind_in_words",
    "date",
    "date_in_words",
    "date_printed",
    "place",
    "place_in_words",
    "place_precision",
    "place_precision_in_words",
    "latitude",
    "longitude",
    "parties",
    "claims",
    "data_sets",
    "part_of",
    "note",
    "looked_through",
    "url",
)
CUT = gettext_noop("These are the first {number} of {total} events.")
ORDER_OF_ENTRIES = "Events in the order in which readers could first see them, the last one first."


def event_list_csv(request: HttpRequest) -> HttpResponse:
    """Serve the list of events as a table, up to 10,000 rows, newest first."""
    chosen = EventSet(request.GET)
    if chosen.complaints:
        return refusal(chosen.complaints)
    found = Event.objects.filter(pk__in=chosen.rows().values("pk")).newest_first()
    ids = list(found.values_list("pk", flat=True))
    shown = ids[:MAX_ROWS]
    notices = [
        *chosen.notices,
        *cut_notice(len(shown), len(ids), CUT),
        *attributed(datasets_of(shown)),
    ]
    root = request.build_absolute_uri("/").rstrip("/")
    return table_response(
        "dateline-events",
        COLUMNS,
        (row for some in chunks(shown) for row in event_rows(some, root)),
        notices=notices,
        page=chosen.url(),
        request=request,
    )


def load(ids: Iterable[int]) -> list[Event]:
    """Load events in the order of these ids, in the wording that readers get; any that readers may no longer see are omitted."""
    found = Event.objects.public().select_related("place").in_bulk(list(ids))
    events = [found[pk] for pk in ids if pk in found]
    withhold([], events)
    withhold_names(events, "place_words", "date_printed")
    return events


def event_rows(ids: list[int], root: str) -> Iterator[list]:
    """Yield events as the cells of their rows, in the order of COLUMNS."""
    events = load(ids)
    parties, told = parties_in_words(ids), data_sets_of(ids)
    claims = dict(
        Claim.objects.public().filter(event__in=ids).order_by().values_list("event").annotate(Count("pk"))
    )
    wholes = {one.pk: one for one in load({event.part_of_id for event in events if event.part_of_id})}
    for event in events:
        whole = wholes.get(event.part_of_id) if event.part_of_id else None
        longitude, latitude = event.point or ("", "")
        yield [
            event.pk,
            event.title,
            event.kind,
            event.kind_label,
            event.date_edtf,
            event.date_label(),
            event.date_printed,
            event.place.slug if event.place else "",
            event.place.name if event.place else event.place_words,
            event.place_precision,
            event.get_place_precision_display(),
            latitude,
            longitude,
            "; ".join(parties[event.pk]),
            claims.get(event.pk, 0),
            "; ".join(told[event.pk]),
            f"{whole.title} ({whole.pk})" if whole else "",
            event.note,
            event.looked_through_at,
            root + event.get_absolute_url(),
        ]


def parties_in_words(ids: Iterable[int]) -> dict[int, list[str]]:
    """Return {id of an event: its parties, each with its role}, as readers may see them."""
    parties = list(EventParty.objects.public().filter(event__in=list(ids)).select_related("entity"))
    withhold_names(parties, "words")
    found: dict[int, list[str]] = defaultdict(list)
    for party in parties:
        found[party.event_id].append(f"{party.get_role_display()}: {party.entity or party.words}")
    return found


def data_sets_of(ids: Iterable[int]) -> dict[int, list[str]]:
    """Return {id of an event: the rows of data sets that tell of it}."""
    told = Evidence.objects.public().filter(event__in=list(ids), dataset_row__isnull=False).order_by("pk")
    found: dict[int, list[str]] = defaultdict(list)
    for one in told.select_related("dataset_row").defer("dataset_row__values"):
        found[one.event_id].append(dataset_label(one.dataset_row))
    return found


def event_list_atom(request: HttpRequest) -> HttpResponse:
    """Serve the events of a list that readers could see last as a feed."""
    chosen = EventSet(request.GET)
    if chosen.complaints:
        return refusal(chosen.complaints)
    since = newest(chosen.rows())
    parties = parties_in_words(since)
    entries = [
        FeedEntry(
            title=event.title,
            url=event.get_absolute_url(),
            words=". ".join(filter(None, [event.kind_label, event.date_label(), _place(event), event.note])),
            uid=event.uid,
            since=since[event.pk],
            categories=[event.kind_label, *parties[event.pk]],
        )
        for event in load(since)
    ]
    notices = [*chosen.notices, *attributed(datasets_of(since))]
    return feed_response(
        "Events", entries, chosen=chosen, order=ORDER_OF_ENTRIES, notices=notices, request=request
    )


def _place(event: Event) -> str:
    if not event.place:
        return event.place_words
    return f"{event.place.name} ({event.get_place_precision_display()})"
