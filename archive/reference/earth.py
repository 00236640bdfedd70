"""Distances on the earth."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

RADIUS_KM = 6371.0


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two points, longitude and latitude in degrees, along a great circle (haversine), in km."""
    half_up, half_across = radians(other[1] - one[1]) / 2, radians(other[0] - one[0]) / 2
    chord = sin(half_up) ** 2 + cos(radians(one[1])) * cos(radians(other[1])) * sin(half_across) ** 2
    return 2 * RADIUS_KM * asin(min(1.0, sqrt(chord)))


def box_around(point: tuple[float, float], km: float) -> dict[str, tuple[float, float]]:
    """Return the ranges of latitude and longitude that hold all points within so many km of a point, as a filter of columns."""
    up = km / 110
    across = up / max(cos(radians(point[1])), 0.1)
    return {
        "latitude__range": (point[1] - up, point[1] + up),
        "longitude__range": (point[0] - across, point[0] + across),
    }
