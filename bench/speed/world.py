"""A made-up world for large archives: 300 sources and 20,000 people, places and factions, in two spellings each.

Everything follows from a seed, so that every run and every process creates the same world. Frequency falls with rank
(Zipf's law), as in newspapers.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate

SEED = 1979
PEOPLE, COUNTRIES, PROVINCES, TOWNS, FACTIONS, SOURCES = 8_000, 30, 570, 9_400, 2_000, 300
STARTS = [
    "b", "br", "ch", "d", "dr", "f", "g", "gh", "h", "j", "k", "kh", "kr", "l", "m", "n", "p", "q", "r", "s", "sh", "t",
    "tr", "v", "w", "y", "z", "zh",
]  # fmt: skip
VOWELS = ["a", "a", "a", "e", "i", "o", "u", "ai", "ou"]
ENDS = ["", "", "", "n", "r", "l", "sh", "d", "m", "k", "z", "nd", "rz"]
# How newspapers vary a name: the second spelling of each.
RESPELLED = (("ou", "u"), ("ai", "ay"), ("kh", "k"), ("gh", "g"), ("q", "k"), ("zh", "j"), ("w", "v"), ("i", "ee"))  # fmt: skip
BODIES = ("Front", "Movement", "Union", "Brigade", "Council", "Army", "Party", "Alliance")


@dataclass(frozen=True)
class Named:
    """A named entity; `parent` is the number of the place that contains a place."""

    number: int
    kind: str
    names: tuple[str, ...]
    place_type: str = ""
    parent: int | None = None


class Bag:
    """Things to draw from, each less often than the one before."""

    def __init__(self, things, *, skew=1.0) -> None:
        self._things = list(things)
        self._sums = list(accumulate(1 / (rank + 3) ** skew for rank in range(len(self._things))))

    def draw(self, chance: random.Random):
        """Return one of the things."""
        return chance.choices(self._things, cum_weights=self._sums)[0]


class World:
    """All names of the world; entities are numbered from 1, countries first, so that a parent precedes its parts."""

    def __init__(self) -> None:
        self._chance = random.Random(SEED)
        self._taken: set[str] = set()
        self.places = self._make_places()
        first = len(self.places) + 1
        self.people = [self._person(first + place) for place in range(PEOPLE)]
        first += PEOPLE
        self.factions = [self._faction(first + place) for place in range(FACTIONS)]

    @cached_property
    def entities(self) -> list[Named]:
        """All of them in the order of their numbers."""
        return [*self.places, *self.people, *self.factions]

    @cached_property
    def bags(self) -> dict[str, Bag]:
        """One bag for each kind; a mixed order occasionally makes a province as frequent as a town."""
        mixed = {"place": self.places[:], "person": self.people, "faction": self.factions}
        random.Random(SEED).shuffle(mixed["place"])
        return {kind: Bag(things) for kind, things in mixed.items()}

    def _make_places(self) -> list[Named]:
        places = [
            Named(number, "place", self._unused(self._word), "country") for number in range(1, COUNTRIES + 1)
        ]
        sizes = (("province", PROVINCES, Bag(places[:])), ("town", TOWNS, None))
        for place_type, count, bag in sizes:
            outer = bag or Bag([place for place in places if place.place_type == "province"])
            for number in range(len(places) + 1, len(places) + count + 1):
                parent = outer.draw(self._chance).number
                places.append(Named(number, "place", self._unused(self._word), place_type, parent))
        return places

    def _person(self, number: int) -> Named:
        return Named(number, "person", self._unused(lambda: f"{self._word()} {self._word()}"))

    def _faction(self, number: int) -> Named:
        return Named(number, "faction", self._unused(lambda: f"{self._word()} {self._chance.choice(BODIES)}"))

    def _unused(self, make) -> tuple[str, str]:
        while True:
            name = make()
            other = respelled(name)
            if not {name, other} & self._taken:
                self._taken |= {name, other}
                return (name, other)

    def _word(self) -> str:
        def syllable() -> str:
            return self._chance.choice(STARTS) + self._chance.choice(VOWELS) + self._chance.choice(ENDS)

        return "".join(syllable() for _ in range(self._chance.choice((2, 3, 3)))).capitalize()


def respelled(name: str) -> str:
    """Return a name as another newspaper would spell it."""
    changed = name.lower()
    for this, that in RESPELLED:
        changed = changed.replace(this, that)
    changed = changed if changed != name.lower() else changed[:-1] + changed[-1] * 2
    return " ".join(word.capitalize() for word in changed.split())


@cache
def world() -> World:
    """Return the world, made once in a process."""
    return World()
