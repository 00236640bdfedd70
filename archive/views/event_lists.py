"""The list of events, by kind, place, year, party and source."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from archive.evidence.drawn import withhold
from archive.models import Event, EventParty, Evidence
from archive.models.visibility import is_public
from archive.reference.datasets import DATASET_OF
from archive.reference.event_kinds import EVENT_KIND_OF
from archive.views.faceted import (
    FacetedSet,
    ListFacet,
    WordFilter,
    at_place,
    counted,
    entity_values,
    in_year,
    place_values,
    year_values,
)
from archive.views.pagination import page_links

PER_PAGE = 50
REPORTS = "reports"


def with_kind(key: str) -> Q | None:
    """Return the condition that an event is of a kind."""
    return Q(kind=key) if key in EVENT_KIND_OF else None


def with_party(slug: str) -> Q:
    """Return the condition that an entity with this slug took part, if readers may see it."""
    parties = EventParty.objects.filter(is_public("entity__"), entity__slug=slug)
    return Q(pk__in=parties.values("event"))


def from_source(key: str) -> Q | None:
    """Return the condition that an event is told of by a data set, or by reports."""
    shown = Evidence.objects.public()
    if key in DATASET_OF:
        return Q(pk__in=shown.filter(dataset_row__dataset=key).values("event"))
    if key != REPORTS:
        return None
    told = shown.filter(passage__isnull=False)
    return Q(pk__in=told.filter(event__isnull=False).values("event")) | Q(
        pk__in=told.filter(claim__event__isnull=False).values("claim__event")
    )


def titled(words: str) -> Q:
    """Return the condition that a title has these words."""
    return Q(pk__in=Event.objects.titled(words).values("pk"))


class EventSet(FacetedSet):
    """The events that readers may see."""

    q = WordFilter(titled)
    kind = WordFilter(with_kind)
    place = WordFilter(lambda slug: at_place("place", slug))
    year = WordFilter(lambda year: in_year("date_range", year))
    party = WordFilter(with_party)
    source = WordFilter(from_source)

    def __init__(self, data) -> None:
        super().__init__(data, Event.objects.public())
        self.address = reverse("events")

    def facets(self) -> list[ListFacet]:
        """Return all facets, each counted with its own filter lifted."""
        return [
            self.facet("kind", "Kind", self._kinds()),
            self.facet("place", "Place", place_values(counted(self.rows(lifted="place"), "place"))),
            self.facet("year", "Year", year_values(counted(self.rows(lifted="year"), "date_range"))),
            self.facet("party", "Party", entity_values(self._parties())),
            self.facet("source", "Known from", self._sources()),
        ]

    def _kinds(self):
        counts = dict(counted(self.rows(lifted="kind"), "kind"))
        return sorted(
            ((key, EVENT_KIND_OF[key].label, count) for key, count in counts.items()), key=lambda one: -one[2]
        )

    def _parties(self):
        parties = EventParty.objects.filter(is_public("entity__"), event__in=self.rows(lifted="party"))
        return parties.order_by().values_list("entity").annotate(Count("event", distinct=True))

    def _sources(self):
        rows = self.rows(lifted="source")
        shown = Evidence.objects.public().filter(event__in=rows, dataset_row__isnull=False)
        counts = dict(
            shown.order_by().values_list("dataset_row__dataset").annotate(Count("event", distinct=True))
        )
        told = (REPORTS, "Reports", rows.filter(from_source(REPORTS)).count())
        return [told, *((key, one.short, counts.get(key, 0)) for key, one in DATASET_OF.items())]


def listed(request: HttpRequest) -> tuple[EventSet, list[Event], Paginator, int]:
    """Return (the filters, the events of the page asked for, the pages, its number)."""
    chosen = EventSet(request.GET)
    paginator = Paginator(
        Event.objects.filter(pk__in=chosen.rows().values("pk")).select_related("place").newest_first(),
        PER_PAGE,
    )
    page = paginator.get_page(request.GET.get("page"))
    events = list(page)
    withhold([], events)
    return chosen, events, paginator, page.number


def event_list(request: HttpRequest) -> HttpResponse:
    """List the events that readers may see, newest first."""
    chosen, events, paginator, number = listed(request)
    context = {
        "section": reverse("events"),
        "events": events,
        "total": len(chosen.ids),
        "found": paginator.count,
        "facets": chosen.facets(),
        "asked": chosen.chosen(),
        "words": chosen.value("q"),
        "data_url": reverse("events-json") + chosen.url().removeprefix(chosen.address),
        **page_links(number, paginator.num_pages, lambda page: chosen.url(page=page if page > 1 else "")),
    }
    return render(request, "events/list.html", context)


def event_list_json(request: HttpRequest) -> JsonResponse:
    """Serve the list of events as data."""
    chosen, events, paginator, number = listed(request)
    data = {
        "total": paginator.count,
        "page": number,
        "pages": paginator.num_pages,
        "events": [event_line(event, request) for event in events],
        "facets": {
            facet.name: [
                {"label": one.label, "count": one.count, "selected": one.current} for one in facet.choices
            ]
            for facet in chosen.facets()
        },
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def event_line(event: Event, request: HttpRequest) -> dict:
    """Describe an event as a line of a list."""
    return {
        "id": event.pk,
        "url": request.build_absolute_uri(event.get_absolute_url()),
        "title": event.title,
        "kind": event.kind,
        "date": event.date_edtf,
        "date_in_words": event.date_label(),
        "place": event.place.slug if event.place else None,
        "place_precision": event.place_precision,
    }
