"""The small map on the page of a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.models import Entity, ExternalId
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

Point = tuple[float, float]  # longitude and latitude, in degrees

LOCATOR_WIDTH = 300
LABEL_SIZE = 13
POINT_RADIUS, ABOUT_RADIUS = 4.5, 9  # of the marker
COUNTRY_SPAN, ABROAD_SPAN = 24, 12  # degrees of latitude to each side
# Types without a sharp location: the point is only approximate.
STRETCHED = frozenset({"region", "river", "valley", "mountain", "country", "province", "district"})


@dataclass(frozen=True)
class Locator:
    """The small map on the page of a place."""

    frame: Frame
    is_detailed: bool
    spot: MapSpot
    is_stretched: bool
    province: str
    words: str


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
    is_country = place.place_type == "country"
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
