"""The outlines of provinces in degrees, read from the drawing that the maps use."""

from __future__ import annotations

import re
from functools import cache

from django.contrib.staticfiles import finders

from archive.presentation.atlas import UNIT

SHAPE = re.compile(r'<path id="province-(\d+)"[^>]* d="([^"]+)"')
PART = re.compile(r"M([^Mz]+)z")
NUMBER = re.compile(r"-?\d+")


@cache
def province_outlines() -> dict[str, list]:
    """Return {GeoNames number of a province: its coordinates as a MultiPolygon of GeoJSON}."""
    found = finders.find("img/atlas.svg")
    with open(str(found), encoding="utf-8") as lines:
        drawing = lines.read()
    return {number: [[_ring(part)] for part in PART.findall(path)] for number, path in SHAPE.findall(drawing)}


def province_corners(number: str) -> list[tuple[float, float]]:
    """Return the south-western and north-eastern corner of a province, in degrees."""
    points = [point for part in province_outlines()[number] for ring in part for point in ring]
    longitudes, latitudes = zip(*points, strict=True)
    return [(min(longitudes), min(latitudes)), (max(longitudes), max(latitudes))]


def _ring(path: str) -> list[list[float]]:
    """Return the closed ring of a part of a path: a first point, then steps from point to point."""
    numbers = [int(number) for number in NUMBER.findall(path)]
    x, y, ring = 0, 0, []
    for across, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + across, y + down
        ring.append([x / UNIT, -y / UNIT])
    return [*ring, ring[0]]
