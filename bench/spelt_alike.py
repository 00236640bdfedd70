"""How often the judge of places of data sets recognises another spelling of a place, and takes another place nearby for it.

    python -m bench.spelt_alike AF_latin_name_variants.csv

The table has geonameid, canonical, variant, latitude and longitude: spellings of places of GeoNames in Afghanistan. Places are halved by a
fixed hash; the threshold was chosen on "tuned". Two spellings of a place with as many words are
recognised if they are judged alike; a wrong pair is of two places within 40 km that share no spelling.
"""

from __future__ import annotations

import csv
import os
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator
from hashlib import md5
from itertools import combinations, product
from math import cos, hypot, radians
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
django.setup()

from archive.ingest.datasets.places import is_spelt_alike  # noqa: E402 (Django must be set up first)
from archive.text.words import name_key  # noqa: E402

NEAR_KM, KM_A_DEGREE = 40, 111.2
HALVES = ("tuned", "kept")


class SpeltPlace:
    """A place with its spellings, folded, the main one first."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self.latitude, self.longitude = float(rows[0]["latitude"]), float(rows[0]["longitude"])
        names = [rows[0]["canonical"], *(row["variant"] for row in rows)]
        self.keys = list(dict.fromkeys(map(name_key, names)))

    def is_near(self, other: SpeltPlace) -> bool:
        east = (self.longitude - other.longitude) * cos(radians(self.latitude))
        return hypot(self.latitude - other.latitude, east) * KM_A_DEGREE <= NEAR_KM


def have_as_many_words(one: str, other: str) -> bool:
    return one.count(" ") == other.count(" ")


def places(path: Path) -> Iterator[tuple[str, SpeltPlace]]:
    """Yield (half, place) of those with spellings of as many words that differ when folded."""
    rows = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["geonameid"]].append(row)
    for number, of_place in rows.items():
        place = SpeltPlace(of_place)
        if len(place.keys) > 1:
            yield HALVES[int(md5(number.encode()).hexdigest(), 16) % 2], place


def main() -> None:
    """Print a line for each half."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    found = list(places(parser.parse_args().table))
    for half in HALVES:
        own = [place for of, place in found if of == half]
        pairs = [pair for place in own for pair in combinations(place.keys, 2) if have_as_many_words(*pair)]
        alike = sum(is_spelt_alike(one, other) for one, other in pairs)
        near = [(one, other) for one, other in combinations(own, 2) if one.is_near(other)]
        near = [(one, other) for one, other in near if not {*one.keys} & {*other.keys}]
        wrong = sum(is_spelt_alike(*pair) for one, other in near for pair in product(one.keys, other.keys))
        print(
            f"{half}: {len(own):,} places; {alike} of {len(pairs):,} pairs of spellings recognised ({alike / len(pairs):.3f}); "
            f"{wrong} of {len(near):,} pairs of other places within {NEAR_KM} km taken for one"
        )


if __name__ == "__main__":
    main()
