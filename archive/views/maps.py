"""The map of any search: the places that its reports name, and its events; as a page, and as GeoJSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, sqrt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from archive.models import Entity, Event, ExternalId
from archive.models.wordings import withhold_names
from archive.presentation.atlas import PROVINCES, Extent
from archive.presentation.map_drawing import COUNTRY, PROVINCE, SIZES, Draughtsman
from archive.search import Geography, NamedPlace, geography, reading
from archive.text.localised import grouped
from archive.views.crawlers import combination, unindexed_with_parameters
from archive.views.map_views import VIEWS, MapView, closest_view, requested_view

TINTS = 4
MAX_LISTED = 24
MAX_EVENTS_LISTED = 20
SQUARES = 52  # of events, across a map: fifteen pixels wide on the wide one
NO_VIEW = gettext_noop(
    "No map is called “{}”: write afghanistan, region, world, the address of a place, or west, south, east and north in degrees with commas between them."
)
STEP = 0.5  # of a move, as a share of the map


@dataclass(frozen=True)
class MapArea:
    """A province with an outline; its tint shows how many reports name it or places in it, 0 for none."""

    name: str
    count: int
    url: str
    shape: str
    tint: int
    is_inside: bool
    map_url: str


@dataclass(frozen=True)
class MapLine:
    """A line of the lists beside the map."""

    name: str
    count: int
    url: str


@unindexed_with_parameters
@reading()
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the places that the reports of a search name, and its events, on a map that links alone can move."""
    params, refused = combination(request)
    given = request.GET.get("view", "")
    asked = requested_view(given)
    found = geography(params, path=reverse("map"), own={"view": given} if asked else {})
    view = asked or closest_view(found.places)
    wrong_view = [gettext(NO_VIEW).format(given)] if given and not asked else []
    context = {
        "section": reverse("map"),
        "map": found,
        "said": [*refused, *found.errors.values(), *wrong_view, *found.notices],
        "is_narrowed": bool(found.address.pairs),
        "search_url": str(found.given.address),
        "timeline_url": str(found.address.to(reverse("timeline"))),
        "geojson_url": str(found.address.to(reverse("map-geojson"))),
        "hidden": [
            pair
            for pair in (*found.address.pairs, *found.address.own)
            if pair[0] not in ("page", "from", "to")
        ],
        "dates": {key: found.address.one(key) for key in ("from", "to")},
        **map_context(found, view),
    }
    return render(request, "map/map.html", context)


# The maps around it


def ways(found: Geography, view: MapView) -> dict:
    """Return the addresses of the maps that are closer, wider, and to every side."""
    extent = view.extent
    maps = {
        "in": extent.zoomed(0.5),
        "out": extent.zoomed(2).framed(),
        "north": extent.moved(0, STEP),
        "south": extent.moved(0, -STEP),
        "west": extent.moved(-STEP, 0),
        "east": extent.moved(STEP, 0),
    }
    return {way: address_at(found, there) for way, there in maps.items() if str(there) != str(extent)}


def address_at(found: Geography, extent: Extent) -> str:
    """Return the address of the map of an extent, for the same search."""
    return str(found.address.to(found.address.path, view=extent))


# What it shows


def map_context(found: Geography, view: MapView) -> dict:
    """Collect what the map of a search shows."""
    extent = view.extent
    inside = [place for place in found.places if extent.holds(place.longitude, place.latitude)]
    shapes = province_shapes() if view.is_detailed else {}
    drawn_places = places_drawn(inside, shapes, view)
    areas = map_areas(found, shapes, extent)
    squares, events = found.events_within(extent, extent.width / SQUARES, MAX_EVENTS_LISTED + 1)
    drawn = [row for row in squares if row.how not in ("nowhere", "outside")]
    draughtsman = _draughtsman(found, extent, drawn)
    withhold_names(events, "title", "place_words")
    listed = [MapLine(place.name, place.reports, found.search_for([place])) for place in drawn_places]
    listed.sort(key=lambda line: (-line.count, line.name))
    return {
        "view": view,
        "views": _views(found, view),
        "ways": ways(found, view),
        "sides": str(extent),
        "drawings": [draughtsman.drawing(size, drawn_places) for size in SIZES],
        "areas": areas,
        "tints": tint_key(areas),
        "provinces": [area for area in areas if area.is_inside],
        "places": listed[:MAX_LISTED],
        "more": listed[MAX_LISTED:],
        "countries": _country_lines(found, inside) if view.is_detailed else [],
        "elsewhere": len(found.places) - len(inside),
        "events": events[:MAX_EVENTS_LISTED],
        "event_count": sum(row.number for row in drawn),
        "events_nowhere": _number_of(squares, "nowhere"),
        "events_outside": _number_of(squares, "outside"),
    }


def _draughtsman(found: Geography, extent: Extent, drawn: list) -> Draughtsman:
    """Return who draws the map; an event that has a sign to itself is drawn with its title and address."""
    towns = frozenset(place.pk for place in found.places if place.place_type in ("city", "town"))
    titles: dict[int, tuple[str, str]] = {}
    draughtsman = Draughtsman(
        found,
        extent,
        drawn,
        towns,
        lambda there: address_at(found, there),
        lambda pk: titles.get(pk, ("1 event", "")),
    )
    titles |= titles_and_urls(draughtsman.lone_events())
    return draughtsman


def _views(found: Geography, view: MapView) -> list[tuple[MapView, str, bool]]:
    """Return the maps to choose from: (map, its address, whether it is the one shown)."""
    offered = VIEWS if view in VIEWS or not view.name else (*VIEWS, view)
    return [(one, str(found.address.to(found.address.path, view=one.name)), one is view) for one in offered]


def _country_lines(found: Geography, places: list[NamedPlace]) -> list[MapLine]:
    countries = [place for place in places if place.place_type == COUNTRY]
    return [MapLine(place.name, place.reports, found.search_for([place])) for place in countries]


def _number_of(squares, how: str) -> int:
    """Return how many events are placed like this."""
    return sum(row.number for row in squares if row.how == how)


def places_drawn(places: list[NamedPlace], shapes: dict[int, str], view: MapView) -> list[NamedPlace]:
    """Return the places drawn as dots or discs; on the world map whatever lies in a country counts with it, elsewhere countries are listed."""
    if view.is_detailed:
        return [place for place in places if place.pk not in shapes and place.place_type != COUNTRY]
    countries = {place.pk for place in places if place.place_type == COUNTRY}
    return [place for place in places if not countries.intersection(place.lineage)]


def province_shapes() -> dict[int, str]:
    """Return {id of a province: the number of its shape} for public provinces that have one."""
    numbered = {"external_ids__scheme": ExternalId.Scheme.GEONAMES, "external_ids__value__in": PROVINCES}
    provinces = Entity.objects.public().places().filter(place_type=PROVINCE, **numbered)
    return dict(provinces.order_by().values_list("pk", "external_ids__value"))


def map_areas(found: Geography, shapes: dict[int, str], extent: Extent) -> list[MapArea]:
    """Return the provinces with a shape that reports name, most named first, tinted in steps by the square root of their count."""
    provinces = [place for place in found.places if place.pk in shapes]
    most = max((place.reports for place in provinces), default=0)
    return [
        MapArea(
            place.name,
            place.reports,
            found.search_for([place]),
            shapes[place.pk],
            ceil(TINTS * sqrt(place.reports / most)),
            extent.holds(place.longitude, place.latitude),
            str(found.address.to(found.address.path, view=place.slug)),
        )
        for place in provinces
    ]


def tint_key(areas: list[MapArea]) -> list[tuple[int, str]]:
    """Return (tint, the numbers of reports that it stands for), lightest first: (1, "1–4")."""
    most = max((area.count for area in areas), default=0)
    ends = [most * tint * tint // TINTS**2 for tint in range(TINTS + 1)]
    steps = [(tint, ends[tint - 1] + 1, ends[tint]) for tint in range(1, TINTS + 1)]
    return [
        (tint, grouped(low) if low == high else f"{grouped(low)}–{grouped(high)}")
        for tint, low, high in steps
        if low <= high
    ]


# Events


def titles_and_urls(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return {id: (title, address)} of these events, in public words."""
    events = list(Event.objects.public().only("title").filter(pk__in=ids)) if ids else []
    withhold_names(events, "title")
    return {event.pk: (event.title, event.get_absolute_url()) for event in events}
