"""The list of events, by kind, place, year, party and source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop, ngettext

from archive.evidence.drawn import withhold
from archive.models import DatasetRow, Event, EventParty, Evidence
from archive.models.among import among
from archive.models.visibility import is_public
from archive.presentation.accounts import attributed
from archive.presentation.event_data import event_in_short
from archive.reference.datasets import DATASET_OF
from archive.reference.event_kinds import EVENT_KIND_OF
from archive.text.localised import grouped
from archive.views.crawlers import unindexed
from archive.views.faceted import (
    NO_ENTITY,
    NO_PLACE,
    NO_YEAR,
    FacetedSet,
    ListFacet,
    WordFilter,
    at_place,
    counted,
    entities_at,
    entity_values,
    in_year,
    place_values,
    year_values,
)
from archive.views.filters import past_the_last
from archive.views.list_files import data_refusal, data_response, facets_as_data, list_context
from archive.views.pagination import page_links

PER_PAGE = 50
REPORTS = "reports"
NO_KIND = gettext_noop("“{}” is not a kind of event: write one of {choices}.")
NO_SOURCE = gettext_noop("“{}” is not what an event can be known from: write one of {choices}.")


def with_kind(key: str) -> Q | None:
    """Return the condition that an event is of a kind."""
    return Q(kind=key) if key in EVENT_KIND_OF else None


def with_party(slug: str) -> Q | None:
    """Return the condition that an entity with this address took part, if readers may see it."""
    found = entities_at(slug)
    parties = EventParty.objects.filter(is_public("entity__"), entity__in=found)
    return Q(pk__in=parties.values("event")) if found else None


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
    kind = WordFilter(with_kind, NO_KIND, choices=EVENT_KIND_OF)
    place = WordFilter(lambda slug: at_place("place", slug), NO_PLACE)
    year = WordFilter(lambda year: in_year(year, EventSet), NO_YEAR)
    party = WordFilter(with_party, NO_ENTITY)
    source = WordFilter(from_source, NO_SOURCE, choices=(REPORTS, *DATASET_OF))

    def __init__(self, data) -> None:
        super().__init__(data, Event.objects.public())
        self.address = reverse("events")

    @staticmethod
    def touching(days: DateRange) -> Q:
        """Return the condition that an event may have happened in these days."""
        return Q(date_range__overlap=days)

    @staticmethod
    def undated() -> Q:
        """Return the condition that no day of an event is known."""
        return Q(date_range=None)

    def facets(self) -> list[ListFacet]:
        """Return all facets, each counted with its own filter lifted."""
        if self.complaints:
            return []
        return [
            self.facet("kind", "Kind", self._kinds()),
            self.facet("place", "Place", place_values(counted(self.rows(lifted=["place"]), "place"))),
            self.facet("year", "Year", year_values(counted(self.rows(lifted=["year"]), "date_range"))),
            self.facet("party", "Party", entity_values(self._parties())),
            self.facet("source", "Known from", self._sources()),
        ]

    @cached_property
    def notices(self) -> list[str]:
        """Say how the list is limited in time, and what is left out of it for that."""
        if not self.time_label:
            return []
        said = gettext("Only events that may have happened at this time: {time}.")
        left_out = ngettext(
            "{number} undated event is left out.", "{number} undated events are left out.", self.left_out
        )
        return [
            said.format(time=self.time_label),
            *([left_out.format(number=grouped(self.left_out))] if self.left_out else []),
        ]

    def _kinds(self):
        counts = dict(counted(self.rows(lifted=["kind"]), "kind"))
        return sorted(
            ((key, EVENT_KIND_OF[key].label, count) for key, count in counts.items()), key=lambda one: -one[2]
        )

    def _parties(self):
        parties = EventParty.objects.filter(is_public("entity__"), event__in=self.rows(lifted=["party"]))
        return parties.order_by().values_list("entity").annotate(Count("event", distinct=True))

    def _sources(self):
        rows = self.rows(lifted=["source"])
        shown = Evidence.objects.public().filter(event__in=rows, dataset_row__isnull=False)
        counts = dict(
            shown.order_by().values_list("dataset_row__dataset").annotate(Count("event", distinct=True))
        )
        told = (REPORTS, "Reports", rows.filter(from_source(REPORTS)).count())
        return [told, *((key, one.short, counts.get(key, 0)) for key, one in DATASET_OF.items())]


class EventsListed:
    """One page of the events of a list, the newest first, in the wording that readers get."""

    def __init__(self, request: HttpRequest) -> None:
        self.chosen = EventSet(request.GET)
        rows = cast("Any", self.chosen.rows())
        self.paginator = Paginator(rows.select_related("place").newest_first(), PER_PAGE)
        self.page = self.paginator.get_page(request.GET.get("page"))
        self.events = list(self.page)
        withhold([], self.events)
        self.attributions = attributed(datasets_of(event.pk for event in self.events))


def datasets_of(ids: Iterable[int]) -> QuerySet:
    """Return a row of each version of a data set that tells of some events."""
    told = DatasetRow.objects.filter(is_private=False, evidence__event__in=among(ids, "bigint"))
    return told.order_by("dataset", "version").distinct("dataset", "version").only("dataset", "version")


def event_list(request: HttpRequest) -> HttpResponse:
    """List the events that readers may see, newest first."""
    listed = EventsListed(request)
    chosen, number = listed.chosen, listed.page.number
    context = {
        "section": reverse("events"),
        "events": listed.events,
        "total": len(chosen.ids),
        "found": listed.paginator.count,
        "words": chosen.value("q"),
        "said": chosen.notices,
        "attributions": listed.attributions,
        **list_context(chosen, "events"),
        **page_links(
            number,
            listed.paginator.num_pages,
            lambda page: chosen.url(page=page if page > 1 else ""),
            typed=request.GET.get("page", ""),
        ),
    }
    return render(request, "events/list.html", context)


@unindexed
def event_list_json(request: HttpRequest) -> JsonResponse:
    """Serve the list of events as data."""
    listed = EventsListed(request)
    chosen = listed.chosen
    if chosen.complaints:
        return data_refusal(chosen.complaints)
    if past := past_the_last(request.GET.get("page", ""), listed.paginator.num_pages):
        return data_refusal({"page": past})
    root = request.build_absolute_uri("/").rstrip("/")
    return data_response(
        {
            "total": listed.paginator.count,
            "page": listed.page.number,
            "pages": listed.paginator.num_pages,
            "notices": [*chosen.notices, *listed.attributions],
            "events": [event_line(event, root) for event in listed.events],
            "facets": facets_as_data(chosen.facets(), root),
        }
    )


def event_line(event: Event, root: str) -> dict:
    """Describe an event as a line of a list."""
    return {
        **event_in_short(event, root),
        "place": event.place.slug if event.place else None,
        "place_name": event.place.name if event.place else None,
        "place_precision": event.place_precision,
        "place_precision_in_words": event.get_place_precision_display(),
    }
