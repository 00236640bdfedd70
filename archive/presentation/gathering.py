"""Gather what lies so near together on a map that it could not be told apart or clicked, and move signs that would cover each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from math import cos, hypot, pi, sin

EIGHTHS = (
    -1,
    -3,
    1,
    3,
    0,
    -4,
    -2,
    2,
)  # of a turn, in the order in which a sign is moved: first to the upper right


@dataclass
class Gathered:
    """What is shown as one sign: its position in pixels, that of the first item, and the items, the most important first."""

    x: float
    y: float
    items: list = field(default_factory=list)


class Ground:
    """The signs on a map, each kept with every cell that it is near: there are far fewer signs than positions asked for."""

    def __init__(self, distance: float) -> None:
        self.distance = distance
        self._near: dict[tuple[int, int], list[Gathered]] = defaultdict(list)

    def add(self, sign: Gathered) -> None:
        """Put a sign on the ground."""
        column, row = self._cell(sign.x, sign.y)
        for across in (-1, 0, 1):
            for down in (-1, 0, 1):
                self._near[column + across, row + down].append(sign)

    def nearest(self, x: float, y: float) -> Gathered | None:
        """Return the nearest sign closer than the distance, or None."""
        nearest, least = None, self.distance
        for sign in self._near.get(self._cell(x, y), ()):
            away = hypot(sign.x - x, sign.y - y)
            if away < least:
                nearest, least = sign, away
        return nearest

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        return int(x // self.distance), int(y // self.distance)


def gathered(spots: Iterable[tuple[float, float, object]], *, distance: float) -> list[Gathered]:
    """Gather (x, y, item), the most important first: each joins the nearest sign closer than the distance, or becomes one."""
    ground, signs = Ground(distance), []
    for x, y, item in spots:
        sign = ground.nearest(x, y)
        if sign is None:
            sign = Gathered(x, y)
            ground.add(sign)
            signs.append(sign)
        sign.items.append(item)
    return signs


def set_apart(
    signs: list[Gathered], others: list[Gathered], *, distance: float
) -> list[tuple[Gathered, tuple[float, float]]]:
    """Return each sign with a position at which it covers neither one of the others nor another sign: its own, or one beside it.

    A sign without room joins the nearest one that has found some.
    """
    ground = Ground(distance)
    for other in others:
        ground.add(other)
    placed: list[tuple[Gathered, tuple[float, float]]] = []
    for sign in signs:
        place = _free_place(sign, ground, distance)
        if place is None and placed:
            nearest = min(placed, key=lambda one: hypot(one[1][0] - sign.x, one[1][1] - sign.y))
            nearest[0].items.extend(sign.items)
            continue
        x, y = place or (sign.x, sign.y)
        ground.add(Gathered(x, y))
        placed.append((sign, (round(x, 1), round(y, 1))))
    return placed


def _free_place(sign: Gathered, ground: Ground, distance: float) -> tuple[float, float] | None:
    if ground.nearest(sign.x, sign.y) is None:
        return sign.x, sign.y
    for ring, eighth in product((1, 2), EIGHTHS):
        angle, away = eighth * pi / 4, 1.02 * ring * distance
        x, y = sign.x + away * cos(angle), sign.y + away * sin(angle)
        if ground.nearest(x, y) is None:
            return x, y
    return None
