"""The places that the reports of a search name, and its events, with where they are: for maps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Coalesce, Floor
from django.utils.functional import cached_property

from archive.models import Entity, Event
from archive.models.among import among
from archive.search.page.answer import answer
from archive.search.page.events import matching_events
from archive.search.page.facets import chips
from archive.search.page.histogram import histogram
from archive.search.page.notices import notices
from archive.search.parameters.address import Address
from archive.search.parameters.choices import FacetChoice
from archive.search.records.snapshot import reading

MAX_TOGETHER = 8  # places in one search
THERE, DISTRICT, PROVINCE, NOWHERE, OUTSIDE = "there", "district", "province", "nowhere", "outside"
"""How near an event is known: where its point is, somewhere in a district or a province, or no nearer than a country."""

SQUARES_AND_EARLIEST = """
    WITH shown (sort, across, up, x, y, date_range, pk) AS MATERIALIZED ({shown})
    SELECT sort, count(*), avg(x), avg(y), min(x), min(y), max(x), max(y), min(pk), NULL::bigint[]
    FROM shown GROUP BY sort, across, up
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ARRAY(
        SELECT pk FROM shown WHERE sort NOT IN (%s, %s) ORDER BY date_range NULLS LAST, pk LIMIT %s
    )
"""


class NamedPlace(NamedTuple):
    """A public place that reports name, with its coordinates in degrees; `reports` is how many name it or a place inside it."""

    pk: int
    slug: str
    name: str
    place_type: str
    longitude: float
    latitude: float
    lineage: list[int]
    reports: int


class EventsAt(NamedTuple):
    """Events near one another that are known equally well: how many, their middle and how far they reach, and the id of the first."""

    how: str
    number: int
    longitude: float
    latitude: float
    west: float
    south: float
    east: float
    north: float
    first: int


class Geography:
    """Where the reports and events of an Answer are, at the address of a map; each part is computed when first requested."""

    def __init__(self, given, *, path, own=()):
        self.given, self.errors = given, given.errors
        self.address = given.address.to(path, **dict(own))
        self._whole = given.selection.as_whole()

    # Places

    @cached_property
    def _counts(self):
        return self._whole.counts("place").whole()

    @cached_property
    def places(self) -> list[NamedPlace]:
        """The places named whose coordinates are known, the most named first."""
        on_map = (
            Entity.objects.public().places().on_the_map().filter(pk__in=among(self._counts.ids(), "integer"))
        )
        rows = on_map.order_by("name", "id").values_list(
            "pk", "slug", "name", "place_type", "longitude", "latitude", "lineage"
        )
        return sorted(
            (NamedPlace._make([*row, self._counts.of(row[0])]) for row in rows),
            key=lambda place: -place.reports,
        )

    def reports_of(self, places: Iterable[NamedPlace]) -> int:
        """Return how many of the reports name at least one of these places."""
        return self._whole.total_with("place", FacetChoice({place.pk for place in places}))

    def search_for(self, places: list[NamedPlace]) -> str:
        """Return the search for the reports that name at least one of these places; empty if no search can say that."""
        address = self.given.address.without("page")
        if not address.all("place"):
            if len(places) > MAX_TOGETHER:
                return ""
            for place in places:
                address = address.adding("place", place.slug)
            return str(address)
        return str(address.adding("with", f"place-{places[0].slug}")) if len(places) == 1 else ""

    # Events

    @cached_property
    def events(self):
        """The events, as a queryset with `x` and `y`, their own coordinates or those of their place, and `how` near that is known."""
        return matching_events(self.given).annotate(
            x=Coalesce("longitude", "place__longitude"),
            y=Coalesce("latitude", "place__latitude"),
            how=HOW_NEAR,
        )

    def events_within(self, extent, step, listed) -> tuple[list[EventsAt], list[Event]]:
        """Return the events by squares of `step` degrees, and as many as `listed` of those drawn within an extent, the earliest first.

        All that lie nowhere, or outside the extent, are one square each. One statement finds both, as to find what readers may see takes longest.
        """
        try:
            shown, parameters = self._squared(extent, step).query.sql_with_params()
        except EmptyResultSet:  # its filters exclude each other
            return [], []
        with connection.cursor() as cursor:
            cursor.execute(SQUARES_AND_EARLIEST.format(shown=shown), [*parameters, NOWHERE, OUTSIDE, listed])
            rows = cursor.fetchall()
        squares = [EventsAt._make(square) for *square, ids in rows if ids is None]
        earliest = [pk for *_, ids in rows if ids is not None for pk in ids]
        events = Event.objects.public().annotate(how=HOW_NEAR).filter(pk__in=earliest)
        return squares, list(events.select_related("place").oldest_first())

    def _squared(self, extent, step):
        """Return the events as a queryset of rows: how each is placed, its square, position, date and id."""
        inside = Q(x__range=(extent.west, extent.east), y__range=(extent.south, extent.north))
        where = self.events.annotate(
            sort=Case(
                When(Q(x=None) | Q(how=NOWHERE), then=Value(NOWHERE)),
                When(~inside, then=Value(OUTSIDE)),
                default=F("how"),
                output_field=CharField(),
            )
        ).annotate(
            across=Case(When(inside, then=Floor((F("x") - extent.west) / step))),
            up=Case(When(inside, then=Floor((F("y") - extent.south) / step))),
        )
        return where.order_by().values_list("sort", "across", "up", "x", "y", "date_range", "pk")

    # The search

    @cached_property
    def total(self) -> int:
        return self.given.total()

    @cached_property
    def histogram(self):
        """The years of the reports, with addresses on the map."""
        given = self.given
        return histogram(
            given.selection, self.address, snapshot=given.matched.snapshot, window=given.filters.window
        )

    @property
    def chips(self):
        return chips(self.address, self.given.filters)

    @cached_property
    def notices(self) -> list[str]:
        return notices(self.given)


HOW_NEAR = Case(
    When(place_precision__in=[Event.PlacePrecision.EXACT, Event.PlacePrecision.NEAR], then=Value(THERE)),
    When(place_precision=Event.PlacePrecision.DISTRICT, then=Value(DISTRICT)),
    When(place_precision=Event.PlacePrecision.PROVINCE, then=Value(PROVINCE)),
    When(place_precision=Event.PlacePrecision.COUNTRY, then=Value(NOWHERE)),
    When(place__place_type__in=["country", "region"], then=Value(NOWHERE)),
    When(place__place_type="province", then=Value(PROVINCE)),
    default=Value(DISTRICT),
    output_field=CharField(),
)


def geography(params, *, path, own=()):
    """Return the Geography of the search that a QueryDict describes; `own` are parameters of the page at the path."""
    with reading() as snapshot:
        return Geography(answer(Address.read(params), snapshot), path=path, own=own)
