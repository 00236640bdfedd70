"""What lies near together on a map is gathered, and signs are set apart."""

from __future__ import annotations

import random
import time
from itertools import combinations
from math import dist

from archive.presentation.gathering import Gathered, gathered, set_apart


def crowd(number, *, side=400):
    chance = random.Random(number)
    return [(chance.uniform(0, side), chance.uniform(0, side), place) for place in range(number)]


def test_no_two_signs_are_nearer_than_the_distance_and_nothing_is_lost():
    signs = gathered(crowd(500), distance=24)
    assert all(dist((one.x, one.y), (other.x, other.y)) >= 24 for one, other in combinations(signs, 2))
    assert sorted(item for sign in signs for item in sign.items) == list(range(500))


def test_each_joins_the_nearest_sign_and_the_first_gives_the_position():
    signs = gathered([(0, 0, "city"), (30, 0, "town"), (12, 0, "suburb"), (18, 0, "village")], distance=24)
    assert [(sign.x, sign.items) for sign in signs] == [(0, ["city", "suburb"]), (30, ["town", "village"])]


def test_what_is_far_apart_stays_apart():
    assert [sign.items for sign in gathered([(0, 0, "a"), (-24, 0, "b"), (0, 24, "c")], distance=24)] == [
        ["a"],
        ["b"],
        ["c"],
    ]


def test_a_sign_that_would_cover_another_is_moved_beside_it():
    near, away = Gathered(100, 100), Gathered(300, 300)
    (first, moved), (second, far) = set_apart([near, away], [Gathered(100, 100)], distance=24)
    assert (first, second) == (near, away)
    assert far == (300, 300)
    assert 24 <= dist(moved, (100, 100)) < 26
    assert moved[0] > 100 > moved[1]


def test_signs_without_room_join_the_nearest_that_has_some():
    signs = [Gathered(100, 100, [number]) for number in range(40)]
    placed = set_apart(signs, [Gathered(100, 100)], distance=24)
    positions = [place for _, place in placed]
    assert all(dist(one, other) >= 23.9 for one, other in combinations([*positions, (100, 100)], 2))
    assert 9 < len(placed) < 40
    assert sorted(item for sign, _ in placed for item in sign.items) == list(range(40))


def test_twice_as_many_take_twice_as_long():
    def taken(number):
        spots = crowd(number, side=int(number**0.5) * 20)
        start = time.process_time()
        gathered(spots, distance=24)
        return time.process_time() - start

    assert min(taken(16_000) for _ in range(3)) < 6 * min(taken(4_000) for _ in range(3)) + 0.05
