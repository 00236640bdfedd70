"""The small map on the page of a place or an event, on which it shows how exactly the place is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.models import Entity, Event, ExternalId
from archive.presentation.atlas import (
    AFGHANISTAN,
    PROVINCES,
    REGION,
    Extent,
    Frame,
    MapSpot,
    around,
    with_labels,
)
from archive.presentation.map_drawing import KILOMETRES, REACH

Precision = Event.PlacePrecision
Point = tuple[float, float]  # longitude and latitude, in degrees

LOCATOR_WIDTH = 300
LABEL_SIZE = 13
POINT_RADIUS, ABOUT_RADIUS = 4.5, 9  # of the marker
COUNTRY_SPAN, ABROAD_SPAN = 24, 12  # degrees of latitude to each side
# Types without a sharp location: the point is only approximate.
STRETCHED = frozenset({"region", "river", "valley", "mountain", "country", "province", "district"})


@dataclass(frozen=True)
class Locator:
    """The small map of a place: a dot, a wide circle, or a whole province shaded, without a `spot` in it."""

    frame: Frame
    is_detailed: bool
    spot: MapSpot | None
    is_stretched: bool
    province: str
    words: str
    view: str  # the same place on the large map
    note: str = ""


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
        words=_map_of(place.name, within),
        view=place.slug,
    )


def _map_of(name: str, within: str) -> str:
    if not within:
        return gettext("Map: {place}").format(place=name)
    return gettext("Map: {place} in {within}").format(place=name, within=within)


def event_locator(event: Event, path: list[Entity]) -> Locator | None:
    """Return the small map of an event, or None if no coordinates are known; it is drawn no more exactly than its place is known.

    `path` are the places that contain its place, outermost first.
    """
    point, how = event.point, event.place_precision
    if point is None:
        return None
    places = [*path, event.place] if event.place else []
    extent = _extent_around(point)
    frame = Frame(extent, LOCATOR_WIDTH)
    shapes = province_shapes(places) if extent is AFGHANISTAN and how == Precision.PROVINCE else {}
    province = next((shapes[one.pk] for one in reversed(places) if one.pk in shapes), "")
    name = event.place.name if event.place else event.place_words
    mark = MapSpot(name, *frame.place(*point), _radius_of(how, frame))
    note = "" if how == Precision.EXACT else gettext(event.get_place_precision_display())
    within = ", ".join(one.name for one in reversed(places)) or name or gettext("coordinates of a data set")
    return Locator(
        frame=frame,
        is_detailed=extent in (AFGHANISTAN, REGION),
        spot=None if province else with_labels([mark], frame=frame, size=LABEL_SIZE)[0],
        is_stretched=how != Precision.EXACT,
        province=province,
        words=(gettext("Map: {place}; {note}") if note else gettext("Map: {place}")).format(
            place=within, note=note
        ),
        view=places[-1].slug if places else "",
        note=note,
    )


def _radius_of(how: str, frame: Frame) -> float:
    """Return the radius of the mark in pixels: as far as the event may be from its point, and large enough to be seen as a circle."""
    if how == Precision.EXACT:
        return POINT_RADIUS
    return max(round(REACH.get(how, 0) / KILOMETRES * frame.scale, 1), ABOUT_RADIUS)


def locator_extent(place: Entity, point: Point) -> Extent:
    """Choose what the small map shows: the country or region that has detailed outlines, or the world around the place."""
    if place.place_type != "country":
        return _extent_around(point)
    return REGION if REGION.holds(*point) else around(*point, degrees=COUNTRY_SPAN)


def _extent_around(point: Point) -> Extent:
    found = (extent for extent in (AFGHANISTAN, REGION) if extent.holds(*point))
    return next(found, None) or around(*point, degrees=ABROAD_SPAN)


def province_shapes(places: Iterable[Entity]) -> dict[int, str]:
    """Return {id of a place: the number of its shape} for provinces that have one."""
    numbers = ExternalId.objects.filter(
        scheme=ExternalId.Scheme.GEONAMES, value__in=PROVINCES, entity__in=[place.pk for place in places]
    )
    return dict(numbers.values_list("entity", "value"))
