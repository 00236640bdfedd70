"""Maps without scripts: where a place lies, and all places by the number of reports that name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from math import ceil, sqrt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from archive.models import Entity, ExternalId
from archive.presentation.atlas import (
    AFGHANISTAN,
    PROVINCES,
    REGION,
    WORLD,
    Extent,
    Frame,
    MapSpot,
    around,
    radius,
    with_labels,
)
from archive.search import Address, Counts, counts_of_all, reading

Point = tuple[float, float]  # longitude and latitude, in degrees

LOCATOR_WIDTH = 300
NARROW, WIDE = 358, 780
LABEL_SIZE = 13
POINT_RADIUS, ABOUT_RADIUS = 4.5, 9  # of the marker on the small map
TINTS = 4
MAX_LISTED = 24
COUNTRY_SPAN, ABROAD_SPAN = 24, 12  # degrees of latitude to each side
# Types that the closer maps show as an area, or not at all.
COUNTRY, PROVINCE = "country", "province"
AREAS = frozenset({COUNTRY, PROVINCE})
# Types without a sharp location: the point is only approximate.
STRETCHED = frozenset({"region", "river", "valley", "mountain", "country", "province", "district"})


@dataclass(frozen=True)
class MapView:
    """A choice of map."""

    name: str
    label: str
    extent: Extent

    @property
    def is_detailed(self) -> bool:
        return self.extent is not WORLD


VIEWS = (
    MapView("afghanistan", "Afghanistan", AFGHANISTAN),
    MapView("region", "The region", REGION),
    MapView("world", "The world", WORLD),
)


@dataclass(frozen=True)
class Locator:
    """The small map on the page of a place."""

    frame: Frame
    is_detailed: bool
    spot: MapSpot
    is_stretched: bool
    province: str
    words: str


@dataclass(frozen=True)
class MapPlace:
    """A place as shown by the map and the list beside it."""

    place: Entity
    point: Point
    count: int
    url: str
    spot: MapSpot | None = None


@dataclass(frozen=True)
class MapArea:
    """A province with a shape; its tint shows how many reports name it or places in it."""

    place: Entity
    count: int
    url: str
    shape: str
    tint: int


@dataclass(frozen=True)
class Drawing:
    """One size of the map, with the labels that fit."""

    size: str
    frame: Frame
    places: list[MapPlace]


# The small map


def locator(place: Entity, path: list[Entity]) -> Locator | None:
    """Return the small map of a place, or None if its coordinates are unknown."""
    if place.point is None:
        return None
    extent = locator_extent(place, place.point)
    frame = Frame(extent, LOCATOR_WIDTH)
    x, y = frame.place(*place.point)
    is_stretched = place.place_type in STRETCHED
    mark = MapSpot(place.name, x, y, ABOUT_RADIUS if is_stretched else POINT_RADIUS)
    shapes = province_shapes([place, *path]) if extent is AFGHANISTAN else {}
    province = next((shapes[outer.pk] for outer in [place, *reversed(path)] if outer.pk in shapes), "")
    within = ", ".join(outer.name for outer in reversed(path))
    return Locator(
        frame=frame,
        is_detailed=extent in (AFGHANISTAN, REGION),
        spot=with_labels([mark], frame=frame, size=LABEL_SIZE)[0],
        is_stretched=is_stretched,
        province=province,
        words=f"Map: {place.name}{f' in {within}' if within else ''}",
    )


def locator_extent(place: Entity, point: Point) -> Extent:
    """Choose what the small map shows: the country or region that has detailed outlines, or the world around the place."""
    is_country = place.place_type == COUNTRY
    for extent in (AFGHANISTAN, REGION):
        if extent.holds(*point) and not (is_country and extent is AFGHANISTAN):
            return extent
    return around(*point, degrees=COUNTRY_SPAN if is_country else ABROAD_SPAN)


def province_shapes(places: Iterable[Entity]) -> dict[int, str]:
    """Return {id of a place: the number of its shape} for provinces that have one."""
    numbers = ExternalId.objects.filter(
        scheme=ExternalId.Scheme.GEONAMES, value__in=PROVINCES, entity__in=[place.pk for place in places]
    )
    return dict(numbers.values_list("entity", "value"))


# The map of all places


@reading()
def map_page(request: HttpRequest) -> HttpResponse:
    """Show all places that reports name, as circles and as a list."""
    counts = counts_of_all("place")
    places_on_map = Entity.objects.public().places().on_the_map()
    named = {place: point for place in places_on_map if counts.of(place.pk) and (point := place.point)}
    view = chosen_view(request, named.values())
    inside = [place for place, point in named.items() if view.extent.holds(*point)]
    provinces = [place for place in inside if place.place_type == PROVINCE]
    shapes = province_shapes(provinces) if view.is_detailed else {}
    places = sorted(
        (map_place(place, named[place], counts) for place in points_of(view, inside)),
        key=lambda one: (-one.count, one.place.name),
    )
    areas = map_areas(provinces, shapes, counts) if view.is_detailed else []
    context = {
        "section": reverse("places"),
        "view": view,
        "views": [(one, f"{request.path}?view={one.name}", one is view) for one in VIEWS],
        "drawings": [drawing("wide", view, places, WIDE), drawing("narrow", view, places, NARROW)],
        "areas": areas,
        "places": places[:MAX_LISTED],
        "more": places[MAX_LISTED:],
        "elsewhere": len(named) - len(inside),
        "total": len(named),
    }
    return render(request, "map/map.html", context)


def chosen_view(request: HttpRequest, points: Collection[Point]) -> MapView:
    """Return the requested map, else the closest one that shows at least half of the places, or the world."""
    asked = next((view for view in VIEWS if view.name == request.GET.get("view")), None)
    if asked or not points:
        return asked or VIEWS[0]
    held = (view for view in VIEWS if 2 * sum(view.extent.holds(*point) for point in points) >= len(points))
    return next(held, VIEWS[-1])


def points_of(view: MapView, places: list[Entity]) -> list[Entity]:
    """Return the places drawn as circles: on the world map one for each country, elsewhere whatever is not an area."""
    if view.is_detailed:
        return [place for place in places if place.place_type not in AREAS]
    countries = {place.pk for place in places if place.place_type == COUNTRY}
    return [place for place in places if not countries.intersection(place.lineage)]


def map_place(place: Entity, point: Point, counts: Counts) -> MapPlace:
    """Return a place with its number of reports and the search that lists them."""
    return MapPlace(place, point, counts.of(place.pk), str(Address((("place", place.slug),))))


def map_areas(places: list[Entity], shapes: dict[int, str], counts: Counts) -> list[MapArea]:
    """Return provinces, most named first; one with a shape is tinted in steps by the square root of its count."""
    most = max((counts.of(place.pk) for place in places if place.pk in shapes), default=0)
    areas = [
        MapArea(
            place=place,
            count=counts.of(place.pk),
            url=str(Address((("place", place.slug),))),
            shape=shapes.get(place.pk, ""),
            tint=ceil(TINTS * sqrt(counts.of(place.pk) / most)) if place.pk in shapes else 0,
        )
        for place in places
    ]
    return sorted(areas, key=lambda area: (-area.count, area.place.name))


def drawing(size: str, view: MapView, places: list[MapPlace], width: int) -> Drawing:
    """Draw the circles of a map in one size; large ones first, so that small ones are on top."""
    frame = Frame(view.extent, width)
    most = max((one.count for one in places), default=0)
    largest = width / 36
    spots = [
        MapSpot(
            one.place.name,
            *frame.place(*one.point),
            radius(one.count, most, least=2.5, most=largest),
        )
        for one in places
    ]
    labelled = with_labels(spots, frame=frame, size=LABEL_SIZE)
    return Drawing(size, frame, [replace(one, spot=spot) for one, spot in zip(places, labelled, strict=True)])
