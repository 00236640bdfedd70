"""Geometry of the maps."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from archive.presentation.atlas import (
    AFGHANISTAN,
    PROVINCES,
    REGION,
    WORLD,
    Frame,
    MapSpot,
    around,
    radius,
    with_labels,
)

OUTLINES = Path(__file__).resolve().parents[2] / "static" / "img" / "atlas.svg"


def test_the_outlines_have_the_shapes_that_maps_ask_for_and_are_small():
    svg = OUTLINES.read_text()
    ids = set(re.findall(r'id="([^"]+)"', svg))
    assert {"region-land", "region-borders", "region-lakes", "afghanistan", "province-lines", "world"} <= ids
    assert {
        name.removeprefix("province-") for name in ids if re.fullmatch(r"province-\d+", name)
    } == PROVINCES
    assert len(PROVINCES) == 34
    assert len(svg) < 60_000


@pytest.mark.parametrize("extent", [AFGHANISTAN, REGION, WORLD, around(-77, 38.9, degrees=12)])
def test_the_corners_of_an_extent_are_the_corners_of_its_map(extent):
    frame = Frame(extent, 300)
    assert frame.place(extent.west, extent.north) == (0, 0)
    x, y = frame.place(extent.east, extent.south)
    assert x == 300
    assert y == pytest.approx(frame.height, abs=0.6)


def test_the_transform_brings_outlines_where_places_stand():
    frame = Frame(AFGHANISTAN, 780)
    tx, ty, sx, sy = map(float, re.findall(r"-?[\d.]+", frame.transform))
    x, y = frame.place(67.11, 36.71)
    assert tx + 6711 * sx == pytest.approx(x, abs=0.2)
    assert ty - 3671 * sy == pytest.approx(y, abs=0.2)


def test_a_degree_of_longitude_is_shorter_in_the_north():
    assert (
        Frame(around(37.6, 55.8, degrees=10), 300).narrowing
        < Frame(around(37.6, 5, degrees=10), 300).narrowing
    )


@pytest.mark.parametrize("point", [(0, 90), (0, -90), (180, 89), (-180, -70)])
def test_the_world_round_a_point_has_a_height_and_a_width_at_the_poles_too(point):
    frame = Frame(around(*point, degrees=12), 300)
    assert 50 < frame.height < 600


def test_circles_grow_with_the_root_of_the_count():
    assert radius(100, 100, least=2, most=20) == 20
    assert radius(25, 100, least=2, most=20) == 10
    assert radius(1, 10_000, least=2, most=20) == 2
    assert radius(0, 0, least=2, most=20) == 2


def boxes(spots, size):
    for spot in spots:
        if spot.label:
            width = len(spot.text) * size * 0.53
            left = spot.label.x - {"start": 0, "middle": width / 2, "end": width}[spot.label.anchor]
            yield left, spot.label.y - size * 0.6, left + width, spot.label.y


def test_a_name_covers_no_number_where_there_is_room_and_is_shortened_before_it_covers_a_circle():
    frame = Frame(AFGHANISTAN, 400)
    spot = MapSpot("Mazar +3", 100, 100, 10)
    (free,) = with_labels([spot], frame=frame, size=13)
    assert (free.label.anchor, free.label.x > 100) == ("start", True)
    (moved,) = with_labels([spot], frame=frame, size=13, numbers=[MapSpot("", 120, 100, 8)])
    assert moved.label.anchor == "end"
    edge = MapSpot("Mazar +3", 360, 100, 10, short="Ma")
    walls = [MapSpot("", 310 + 10 * n, y, 10) for n in range(9) for y in (70, 130)]
    walls.append(MapSpot("", 325, 100, 20))
    *_, short = with_labels([*walls, edge], frame=frame, size=13)
    assert (short.text, short.label.anchor) == ("Ma", "start")


def test_names_on_a_map_neither_meet_nor_leave_it_and_the_first_ones_have_theirs():
    frame = Frame(AFGHANISTAN, 400)
    crowd = [MapSpot(f"Village number {n}", 380 - (n % 5) * 9, 100 + n * 4, 3) for n in range(40)]
    placed = with_labels(crowd, frame=frame, size=13)
    found = list(boxes(placed, 13))
    assert placed[0].label
    assert 3 < len(found) < 40
    assert [spot.text for spot in placed] == [spot.text for spot in crowd]
    assert all(left >= 0 and right <= 400 for left, _, right, _ in found)
    for one, other in combinations(found, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)
