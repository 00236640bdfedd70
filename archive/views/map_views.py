"""The part of the world that a map shows: one of three by name, that of a place, or whatever a reader has moved to."""

from __future__ import annotations

from dataclasses import dataclass

from archive.models import Entity, ExternalId
from archive.presentation.atlas import (
    AFGHANISTAN,
    DETAILED,
    PROVINCES,
    REGION,
    WORLD,
    Extent,
    around,
    extent_of,
    read_extent,
)
from archive.presentation.map_drawing import KILOMETRES, REACH
from archive.presentation.outlines import province_corners
from archive.search import NamedPlace

TOWN = 15  # kilometres to each side of a place that is a point


@dataclass(frozen=True)
class MapView:
    """A choice of map; one that a reader has moved or zoomed to has no name, and that of a place has its slug."""

    name: str
    label: str
    extent: Extent

    @property
    def is_detailed(self) -> bool:
        return DETAILED.contains(self.extent)


VIEWS = (
    MapView("afghanistan", "Afghanistan", AFGHANISTAN),
    MapView("region", "The region", REGION),
    MapView("world", "The world", WORLD),
)


def requested_view(given: str) -> MapView | None:
    """Return the map asked for by name, by the slug of a place or by its sides in degrees; None if there is no such map."""
    named = next((view for view in VIEWS if view.name == given), None)
    if named or not given:
        return named
    extent = read_extent(given)
    return MapView("", "Part of the map", extent) if extent else view_of_place(given)


def view_of_place(slug: str) -> MapView | None:
    """Return the map of a place: of all of a province with an outline, otherwise of what is around it."""
    place = Entity.objects.public_at(kind="place", slug=slug[:200].replace("\0", ""))
    if place is None or place.point is None:
        return None
    numbers = place.external_ids.filter(scheme=ExternalId.Scheme.GEONAMES, value__in=PROVINCES)
    outlined = numbers.values_list("value", flat=True).first() if place.place_type == "province" else None
    if outlined:
        return MapView(place.slug, place.name, extent_of(province_corners(outlined)))
    reach = 1.5 * REACH.get(place.place_type, TOWN) / KILOMETRES
    return MapView(place.slug, place.name, around(*place.point, degrees=reach).on_the_map().framed())


def closest_view(places: list[NamedPlace]) -> MapView:
    """Return the closest map that shows at least half of the places, or the world."""
    held = (
        view
        for view in VIEWS
        if 2 * sum(view.extent.holds(place.longitude, place.latitude) for place in places) >= len(places)
    )
    return next(held, VIEWS[-1])
