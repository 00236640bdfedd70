"""What a map of a search shows in one size: dots, discs and diamonds, each with its words and where it leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop, ngettext

from archive.presentation.atlas import Extent, Frame, MapLabel, MapSpot, extent_of, radius, with_labels
from archive.presentation.gathering import Gathered, gathered, set_apart
from archive.search import EventsAt, Geography, NamedPlace
from archive.text.localised import counted, grouped

COUNTRY, PROVINCE = "country", "province"
LABEL_SIZE = 13
MIN_SPREAD = 0.02  # degrees between what a closer map can tell apart
KILOMETRES = 111.2  # in a degree of latitude
# How far what is known only so nearly may reach, in kilometres: types of place, and how near an event is known.
REACH = {"district": 25, "valley": 30, "mountain": 25, "river": 40, "region": 120, PROVINCE: 70, COUNTRY: 250}
AREAS = {
    "district": gettext_noop("somewhere in the district"),
    PROVINCE: gettext_noop("somewhere in the province"),
}  # where an event is drawn that is known only so nearly
QUARTER = 3  # of a district of a town
MAX_DISC = 0.45  # of the width of a map: what is wider fills it, and is only listed
DIAMOND = 13  # pixels from the middle of an event to its corners
NUMBER = 8  # pixels around the number of events that signs and labels leave free
SQUARE = 32  # pixels, of those under which what lies on the map is filed
COMPASS = ((0, -1), (0, 1), (-1, 0), (1, 0), (0.7, -0.7), (0.7, 0.7), (-0.7, 0.7), (-0.7, -0.7))
MIDDLE = 3  # pixels around the middle of a disc that labels leave free


@dataclass(frozen=True)
class Size:
    """A size of the map in pixels; `distance` keeps targets 24 pixels apart on the narrowest screen that shows it."""

    name: str
    width: int
    distance: int

    def radius_of(self, count: int, most: int) -> float:
        """Return the radius of the circle of a place that so many reports name, if the one named most has `most`."""
        return radius(count, most, least=3.5, most=self.distance * 0.62)


SIZES = (Size("wide", 780, 34), Size("narrow", 358, 32))


@dataclass(frozen=True)
class PlaceSign:
    """One or several places as a dot, or as a disc if they, or the most named of them, are wider than a point."""

    x: float
    y: float
    radius: float
    name: str
    words: str
    title: str
    url: str
    reports: int
    is_wide: bool = False
    label: MapLabel | None = None


@dataclass(frozen=True)
class EventSign:
    """One or several events: at x and y, away from their own position if a place is shown there; as a disc if known only so nearly."""

    x: float
    y: float
    own_x: float
    own_y: float
    radius: float
    count: int
    title: str
    url: str
    is_wide: bool
    count_at: tuple[float, float] = (0, 0)

    @property
    def is_moved(self) -> bool:
        """Return whether it is drawn away from its own position."""
        return (self.x, self.y) != (self.own_x, self.own_y)


@dataclass(frozen=True)
class Drawing:
    """One size of the map."""

    size: Size
    frame: Frame
    discs: list[PlaceSign]
    dots: list[PlaceSign]
    event_discs: list[EventSign]
    events: list[EventSign]

    @property
    def circles(self) -> list[tuple[int, float, float]]:
        """Return (number of reports, radius, width) of up to three circles that tell what size means, the largest first."""
        most = max((dot.reports for dot in self.dots), default=0)
        largest = max(
            (step * 10**power for power in range(12) for step in (1, 2, 5) if step * 10**power <= most),
            default=0,
        )
        counts = [largest // share for share in (1, 5, 50) if largest % share == 0 and largest]
        radii = [(count, self.size.radius_of(count, most)) for count in counts]
        return [(count, radius, round(2 * radius + 2, 1)) for count, radius in radii]

    @property
    def target(self) -> int:
        """The radius of what can be clicked around a sign, in pixels."""
        return self.size.distance // 2


@dataclass(frozen=True)
class Draughtsman:
    """Draws the places of a Geography within an extent, and the events of these squares.

    `towns` are the ids of cities and towns: their districts are small. `zoom` gives the address of the map of another extent, `event_at` (title, address) of a single event by its id.
    """

    geography: Geography
    extent: Extent
    squares: Sequence[EventsAt]
    towns: frozenset[int]
    zoom: Callable[[Extent], str]
    event_at: Callable[[int], tuple[str, str]]

    def drawing(self, size: Size, places: Sequence[NamedPlace]) -> Drawing:
        """Draw places and events in one size. A place that is an area at this scale is a disc; the others are gathered."""
        frame = Frame(self.extent, size.width)
        reaches = [self._reach(place) / KILOMETRES * frame.scale for place in places]
        areas = [place for place, reach in zip(places, reaches, strict=True) if reach >= size.distance / 2]
        near = [place for place, reach in zip(places, reaches, strict=True) if reach < size.distance / 2]
        signs = gathered(
            ((*frame.place(place.longitude, place.latitude), place) for place in near), distance=size.distance
        )
        there = self._events[size, "there"]
        apart = set_apart(there, signs, distance=size.distance)
        event_discs = [
            self._event_sign(sign, (round(sign.x, 1), round(sign.y, 1)), how, frame, size)
            for how in (PROVINCE, "district")
            for sign in self._events[size, how]
        ]
        taken = [MapSpot("", x, y, DIAMOND) for _, (x, y) in apart]
        dots = self._dots(signs, size)
        event_discs = _with_numbers(
            event_discs, [*taken, *(MapSpot("", dot.x, dot.y, dot.radius) for dot in dots)], frame
        )
        numbers = [MapSpot("", *one.count_at, NUMBER) for one in event_discs]
        discs, dots = _labelled(self._discs(areas, frame), dots, taken, numbers, frame)
        return Drawing(
            size=size,
            frame=frame,
            discs=discs,
            dots=dots,
            event_discs=event_discs,
            events=[self._event_sign(sign, place, "", frame, size) for sign, place in apart],
        )

    # Places

    def _reach(self, place: NamedPlace) -> float:
        """Return how far a place may reach from its point, in kilometres; 0 if it is a point."""
        if place.place_type == "district" and self.towns.intersection(place.lineage):
            return QUARTER
        return REACH.get(place.place_type, 0)

    def _discs(self, places: list[NamedPlace], frame: Frame) -> list[PlaceSign]:
        discs = [
            PlaceSign(
                *frame.place(place.longitude, place.latitude),
                round(self._reach(place) / KILOMETRES * frame.scale, 1),
                place.name, f"{place.name} {place.reports:,}", _title([place], place.reports), self.geography.search_for([place]), place.reports,
                is_wide=True,
            )
            for place in places
        ]  # fmt: skip
        return [disc for disc in discs if disc.radius < MAX_DISC * frame.width]

    def _dots(self, signs: list[Gathered], size: Size) -> list[PlaceSign]:
        counts = [self._reports_of(sign.items) for sign in signs]
        most = max(counts, default=0)
        return [
            PlaceSign(
                round(sign.x, 1), round(sign.y, 1),
                size.distance / 2 if self._reach(sign.items[0]) else size.radius_of(count, most),
                sign.items[0].name, _in_short(sign.items), _title(sign.items, count), self._url(sign.items), count,
                is_wide=bool(self._reach(sign.items[0])),
            )
            for sign, count in zip(signs, counts, strict=True)
        ]  # fmt: skip

    def _reports_of(self, places: list[NamedPlace]) -> int:
        """Return how many reports name at least one of these places; what lies in another of them counts with it."""
        pks = {place.pk for place in places}
        outer = [place for place in places if not pks.intersection(place.lineage)]
        return outer[0].reports if len(outer) == 1 else self.geography.reports_of(outer)

    def _url(self, places: list[NamedPlace]) -> str:
        """Return where a sign leads: to the reports or, of places that a closer map tells apart, to that map."""
        around = Extent(
            min(place.longitude for place in places),
            min(place.latitude for place in places),
            max(place.longitude for place in places),
            max(place.latitude for place in places),
        )
        if max(around.width, around.height) < MIN_SPREAD and (url := self.geography.search_for(places)):
            return url
        return self.zoom(extent_of((place.longitude, place.latitude) for place in places))

    # Events

    def lone_events(self) -> set[int]:
        """Return the ids of the events that are a sign by themselves in some size."""
        alone = (sign.items[0] for signs in self._events.values() for sign in signs if len(sign.items) == 1)
        return {square.first for square in alone if square.number == 1}

    @cached_property
    def _events(self) -> dict[tuple[Size, str], list[Gathered]]:
        """The events gathered, by the size of the map and how near they are known."""
        return {
            (size, how): self._gathered_events(how, size)
            for size in SIZES
            for how in ("there", PROVINCE, "district")
        }

    def _gathered_events(self, how: str, size: Size) -> list[Gathered]:
        frame = Frame(self.extent, size.width)
        chosen = [square for square in self.squares if square.how == how]
        chosen.sort(key=lambda square: (-square.number, square.first))
        return gathered(
            ((*frame.place(square.longitude, square.latitude), square) for square in chosen),
            distance=size.distance,
        )

    def _event_sign(
        self, sign: Gathered, place: tuple[float, float], how: str, frame: Frame, size: Size
    ) -> EventSign:
        count = sum(row.number for row in sign.items)
        reach = REACH[how] / KILOMETRES * frame.scale if how else 0
        title, url = self._of_events(sign.items, count)
        about = f", {gettext(AREAS[how])}" if how in AREAS else ""
        return EventSign(
            *place, round(sign.x, 1), round(sign.y, 1), round(max(reach, size.distance / 2), 1), count, f"{title}{about}", url, bool(how)
        )  # fmt: skip

    def _of_events(self, rows: list[EventsAt], count: int) -> tuple[str, str]:
        corners = [corner for row in rows for corner in ((row.west, row.south), (row.east, row.north))]
        closer = f"{self.zoom(extent_of(corners))}#events"
        if count > 1:
            return counted(count, "event"), closer
        return self.event_at(rows[0].first)


class _Covered:
    """What the number of a disc should not cover, filed under the squares in which the middle of a number would touch it."""

    def __init__(self, spots: list[MapSpot]) -> None:
        self._near: dict[tuple[int, int], list[MapSpot]] = defaultdict(list)
        for spot in spots:
            self.add(spot)

    def add(self, spot: MapSpot) -> None:
        reach = spot.radius + NUMBER
        for column in range(int((spot.x - reach) // SQUARE), int((spot.x + reach) // SQUARE) + 1):
            for row in range(int((spot.y - reach) // SQUARE), int((spot.y + reach) // SQUARE) + 1):
                self._near[column, row].append(spot)

    def overlap(self, number: MapSpot) -> float:
        """Return by how many pixels a number overlaps what it overlaps most."""
        near = self._near.get((int(number.x // SQUARE), int(number.y // SQUARE)), ())
        return max((-number.clear_of(other) for other in near if number.clear_of(other) < 0), default=0)


def _with_numbers(discs: list[EventSign], taken: list[MapSpot], frame: Frame) -> list[EventSign]:
    """Return discs of events with the place of their number: where it covers no sign and no other number, or as little as can be; the middle first."""
    covered, placed = _Covered(taken), []
    for disc in discs:
        inside, outside = max(disc.radius - NUMBER - 2, 0), disc.radius + NUMBER
        ways = [
            (0, 0),
            *((x * far, y * far) for far in (inside, outside, outside + NUMBER) for x, y in COMPASS),
        ]
        spots = [MapSpot("", round(disc.x + x, 1), round(disc.y + y, 1), NUMBER) for x, y in ways]
        within = [one for one in spots if frame.holds(one)] or spots
        spot = next((one for one in within if not covered.overlap(one)), None) or min(
            within, key=covered.overlap
        )
        covered.add(spot)
        placed.append(replace(disc, count_at=(spot.x, spot.y)))
    return placed


def _labelled(
    discs: list[PlaceSign], dots: list[PlaceSign], taken: list[MapSpot], numbers: list[MapSpot], frame: Frame
) -> tuple[list[PlaceSign], list[PlaceSign]]:
    """Return discs and dots with labels where there is room, the most named first; that of a disc is at its middle.

    No label covers what is `taken`, and one of the `numbers` only if there is no room elsewhere.
    """
    order = sorted([*dots, *discs], key=lambda sign: -sign.reports)
    areas = {id(disc) for disc in discs}
    spots = [
        MapSpot(one.words, one.x, one.y, MIDDLE if id(one) in areas else one.radius, short=one.name)
        for one in order
    ]
    labelled = with_labels([*taken, *spots], frame=frame, size=LABEL_SIZE, numbers=numbers)[len(taken) :]
    signs = [
        (id(one) in areas, replace(one, words=spot.text, label=spot.label))
        for one, spot in zip(order, labelled, strict=True)
    ]
    return [one for is_area, one in signs if is_area], [one for is_area, one in signs if not is_area]


def _in_short(places: list[NamedPlace]) -> str:
    first, *others = places
    return f"{first.name} +{len(others)}" if others else first.name


def _title(places: list[NamedPlace], count: int) -> str:
    first, *others = places
    name = first.name
    if others:
        near = ngettext(
            "{place} and {number} place near it", "{place} and {number} places near it", len(others)
        )
        name = near.format(place=name, number=grouped(len(others)))
    return f"{name}: {counted(count)}"
