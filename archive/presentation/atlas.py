"""Geometry of the maps: the part of the world a map shows, the position of places on it, and which labels fit.

The outlines are in static/img/atlas.svg, made from Natural Earth; its unit is a hundredth of a degree, with y pointing south. A
map is a section of it, in which a degree of longitude has the length that it has at the middle of the section.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import cos, hypot, isfinite, radians, sqrt

from django.utils.functional import cached_property

UNIT = 100  # units of the outlines in a degree
LETTER = 0.53  # mean width of a letter, relative to the type size
LINE = 1.25  # height of a line, relative to the type size
MARGIN = 3  # pixels between a circle and its label

# The provinces of Afghanistan with a shape in the outlines, by GeoNames number.
PROVINCES = frozenset(
    [
        "1121143", "1121863", "1123230", "1127106", "1127766", "1131054", "1131256", "1131257", "1131461",
        "1131821", "1132366", "1134561", "1135022", "1135690", "1135702", "1138255", "1138335", "1138957",
        "1139049", "1140025", "1140043", "1141103", "1141268", "1142226", "1142263", "1147239", "1147288",
        "1147537", "1147707", "1147745", "1444362", "1444363", "6957553", "6957555",
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Extent:
    """A part of the world between two longitudes and two latitudes, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        """Return whether a point lies in it."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north

    def contains(self, other: Extent) -> bool:
        """Return whether another part lies wholly in it."""
        return self.holds(other.west, other.south) and self.holds(other.east, other.north)

    @property
    def width(self) -> float:
        return self.east - self.west

    @property
    def height(self) -> float:
        return self.north - self.south

    def zoomed(self, factor: float) -> Extent:
        """Return the part with the same middle, and its sides multiplied by a factor."""
        across, up = self.width * (factor - 1) / 2, self.height * (factor - 1) / 2
        return Extent(self.west - across, self.south - up, self.east + across, self.north + up).on_the_map()

    def moved(self, across: float, up: float) -> Extent:
        """Return the part beside it, moved by these shares of its sides."""
        by, rise = self.width * across, self.height * up
        return Extent(self.west + by, self.south + rise, self.east + by, self.north + rise).on_the_map()

    def on_the_map(self) -> Extent:
        """Return it within the world as maps show it: no larger, no smaller than a town, and moved inside."""
        width = min(max(self.width, MIN_WIDTH), EVERYWHERE.width)
        height = min(max(self.height, MIN_WIDTH * MIN_ASPECT), EVERYWHERE.height)
        x, y = (self.west + self.east) / 2, (self.south + self.north) / 2
        west = min(max(x - width / 2, EVERYWHERE.west), EVERYWHERE.east - width)
        south = min(max(y - height / 2, EVERYWHERE.south), EVERYWHERE.north - height)
        return Extent(west, south, west + width, south + height)

    def framed(self) -> Extent:
        """Return it with the shorter side lengthened until it is neither a strip nor a column."""
        narrowing = cos(radians((self.north + self.south) / 2))
        aspect = self.height / (self.width * narrowing)
        if aspect < MIN_ASPECT:
            more = self.width * narrowing * MIN_ASPECT - self.height
            return Extent(self.west, self.south - more / 2, self.east, self.north + more / 2).on_the_map()
        if aspect > MAX_ASPECT:
            more = self.height / (MAX_ASPECT * narrowing) - self.width
            return Extent(self.west - more / 2, self.south, self.east + more / 2, self.north).on_the_map()
        return self

    def __str__(self) -> str:
        return ",".join(
            f"{side:.2f}".rstrip("0").rstrip(".") for side in (self.west, self.south, self.east, self.north)
        )


MIN_WIDTH = 0.3  # degrees
MIN_ASPECT, MAX_ASPECT = 0.55, 0.85  # of the height of a map to its width
EVERYWHERE = Extent(-180, -60, 180, 84)
AFGHANISTAN = Extent(60.1, 29.1, 75.3, 38.8)
REGION = Extent(49.5, 23.6, 78.5, 43.2)
WORLD = Extent(-128, -42, 152, 71)
DETAILED = Extent(38, 18, 86, 48)  # what the outlines show in detail


def read_extent(text: str) -> Extent | None:
    """Read an extent from "west,south,east,north" in degrees; None if it is not one."""
    try:
        sides = [float(side) for side in text[:100].split(",")]
    except ValueError:
        return None
    if len(sides) != 4 or not all(isfinite(side) for side in sides):
        return None
    extent = Extent(*sides)
    return extent.on_the_map().framed() if extent.width > 0 and extent.height > 0 else None


def extent_of(points: Iterable[tuple[float, float]], *, margin: float = 0.15) -> Extent:
    """Return the extent that holds these points, with a margin as a share of its sides."""
    longitudes, latitudes = zip(*points, strict=True)
    extent = Extent(min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    return extent.zoomed(1 + 2 * margin).framed()


def around(longitude: float, latitude: float, *, degrees: float) -> Extent:
    """Return the extent around a point, `degrees` to the north and south, and the same distance east and west."""
    latitude = min(max(latitude, -60.0), 72.0)
    sideways = degrees * 1.35 / cos(radians(latitude))
    south, north = max(latitude - degrees, -80.0), min(latitude + degrees, 84.0)
    return Extent(longitude - sideways, south, longitude + sideways, north)


@dataclass(frozen=True)
class Frame:
    """An extent drawn at a given width in pixels."""

    extent: Extent
    width: int

    @cached_property
    def narrowing(self) -> float:
        """The ratio of a degree of longitude to one of latitude, in the middle of the map."""
        return cos(radians((self.extent.north + self.extent.south) / 2))

    @cached_property
    def scale(self) -> float:
        """Pixels in a degree of latitude."""
        return self.width / ((self.extent.east - self.extent.west) * self.narrowing)

    @property
    def height(self) -> int:
        """Height of the map in pixels."""
        return round((self.extent.north - self.extent.south) * self.scale)

    @property
    def transform(self) -> str:
        """The SVG transform that places the outlines."""
        across, down = self.scale * self.narrowing, self.scale
        x, y = -self.extent.west * across, self.extent.north * down
        return f"translate({x:.2f} {y:.2f}) scale({across / UNIT:.5f} {down / UNIT:.5f})"

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the position of a point on the map: pixels from the left and from the top."""
        x = (longitude - self.extent.west) * self.scale * self.narrowing
        return round(x, 1), round((self.extent.north - latitude) * self.scale, 1)

    def holds(self, spot: MapSpot) -> bool:
        """Return whether the whole of a spot is on the map."""
        across, down = self.width - spot.radius, self.height - spot.radius
        return spot.radius <= spot.x <= across and spot.radius <= spot.y <= down


# Circles and names


@dataclass(frozen=True)
class MapLabel:
    """A label on the map: the position of the start, middle or end of its line (`anchor`), as in SVG."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class MapSpot:
    """A place on the map: its circle, and its label if there is room for it, in `short` if there is none for more."""

    text: str
    x: float
    y: float
    radius: float
    label: MapLabel | None = None
    short: str = ""

    def clear_of(self, other: MapSpot) -> float:
        """Return how far its circle is from that of another spot, in pixels; less than 0 if they overlap."""
        return hypot(self.x - other.x, self.y - other.y) - self.radius - other.radius


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Return whether two boxes overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def radius(count: int, largest: int, *, least: float, most: float) -> float:
    """Return the radius of a circle whose area is proportional to the count."""
    return round(max(least, most * sqrt(count / largest)) if largest else least, 1)


def with_labels(
    spots: Iterable[MapSpot], *, frame: Frame, size: float, numbers: Iterable[MapSpot] = ()
) -> list[MapSpot]:
    """Label as many spots as there is room for, in order of priority; return them in that order, each with the words that fit.

    A label is to the right, left, above, below or at a corner of its circle, inside the map. It covers no other label, no
    circle and none of the `numbers`; if that is impossible, a number, or else the circle of a later spot. `size` is the type
    size in pixels.
    """
    spots = list(spots)
    circles = [_circle(spot) for spot in spots]
    written = [_circle(number) for number in numbers]
    names: list[Box] = []
    placed = []
    for number, spot in enumerate(spots):
        before, after = circles[:number], circles[number + 1 :]
        sparing = ([*names, *before, *after, *written], [*names, *before, *after], [*names, *before])
        found = (_free_label(spot, taken, frame, size) for taken in sparing)
        words, label, box = next((one for one in found if one), (spot.text, None, None))
        if box:
            names.append(box)
        placed.append(replace(spot, text=words, label=label))
    return placed


def _free_label(
    spot: MapSpot, taken: list[Box], frame: Frame, size: float
) -> tuple[str, MapLabel, Box] | None:
    for words in filter(None, (spot.text, spot.short)):
        for label, box in _candidates(replace(spot, text=words), size):
            inside = (
                box.left >= 0 and box.top >= 0 and box.right <= frame.width and box.bottom <= frame.height
            )
            if inside and not any(box.meets(other) for other in taken):
                return words, label, box
    return None


def _candidates(spot: MapSpot, size: float) -> list[tuple[MapLabel, Box]]:
    width, reach = len(spot.text) * size * LETTER, spot.radius + MARGIN
    half, line = width / 2, size * LINE
    beside, above, below = spot.y + size * 0.34, spot.y - reach, spot.y + reach + size * 0.75
    top, bottom = spot.y - line / 2, spot.y + line / 2
    corner = spot.radius * 0.7 + MARGIN
    up, down = spot.y - corner, spot.y + corner + size * 0.75
    return [
        (_label(spot.x + reach, beside, "start"), Box(spot.x + reach, top, spot.x + reach + width, bottom)),
        (_label(spot.x - reach, beside, "end"), Box(spot.x - reach - width, top, spot.x - reach, bottom)),
        (_label(spot.x, above, "middle"), Box(spot.x - half, above - line * 0.8, spot.x + half, above)),
        (_label(spot.x, below, "middle"), Box(spot.x - half, spot.y + reach, spot.x + half, below)),
        (_label(spot.x + corner, up, "start"), Box(spot.x + corner, up - line * 0.8, spot.x + corner + width, up)),
        (_label(spot.x + corner, down, "start"), Box(spot.x + corner, spot.y + corner, spot.x + corner + width, down)),
        (_label(spot.x - corner, up, "end"), Box(spot.x - corner - width, up - line * 0.8, spot.x - corner, up)),
        (_label(spot.x - corner, down, "end"), Box(spot.x - corner - width, spot.y + corner, spot.x - corner, down)),
    ]  # fmt: skip


def _label(x: float, y: float, anchor: str) -> MapLabel:
    return MapLabel(round(x, 1), round(y, 1), anchor)


def _circle(spot: MapSpot) -> Box:
    return Box(spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius)
