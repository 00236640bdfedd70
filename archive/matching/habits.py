"""Where a source usually writes about: the countries and provinces that its reports have named so far."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

MIN_REPORTS, USUAL = 20, 0.5  # reports that name a place; share of them


@dataclass(frozen=True)
class Habits:
    """The countries and provinces in at least half of a source's reports that name a place, if these are not few."""

    usual: Set[int] = frozenset()


NO_HABITS = Habits()
