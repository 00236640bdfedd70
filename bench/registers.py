"""Measure how long an import of places takes, and how much memory: the first time, and again.

    python -m bench.registers FOLDER [--places 250000] [--keep HOME]

FOLDER holds cities500_alternates_conflict_countries.tsv and admin1_admin2_world.tsv of GeoNames. Their places and provinces are written as a
file of GeoNames' main table, and repeated under new numbers, moved and with another beginning of their names, until there are enough; each of
these keeps three of its other names, which is about as many as in files of whole countries. A scratch archive is created and removed,
unless it is kept. The memory is the largest of the command's process, without the database. Load is the machine's before each run.
"""

from __future__ import annotations

import csv
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.datasets import run

CITIES, AREAS = "cities500_alternates_conflict_countries.tsv", "admin1_admin2_world.tsv"
PLACES, LIMIT_SECONDS = 250_000, 600
BEGINNINGS = ("Qala", "Deh", "Kafr", "Nova", "Bir", "Tell", "Umm", "Chah", "Band", "Shahr", "Kot", "Wadi")


def places(folder: Path) -> Iterator[list[object]]:
    """Yield rows of GeoNames' main table: provinces, towns, and more towns without end."""
    cities = list(csv.DictReader((folder / CITIES).open(encoding="utf-8"), delimiter="\t"))
    seats = {(row["countrycode"], row["admin1code"]): (row["latitude"], row["longitude"]) for row in cities}
    for area in csv.DictReader((folder / AREAS).open(encoding="utf-8"), delimiter="\t"):
        code = area["geonames_code"].split(".")
        if area["admin_level"] == "1" and (point := seats.get(tuple(code))):
            yield row_of(area["geonameid"], area["name"], [], *point, "ADM1", *code, 0)
    for round_ in count():
        for number, city in enumerate(cities):
            others = city["alternatenames"].split("|")
            name = city["name"]
            if round_:
                name = f"{BEGINNINGS[(number + round_) % len(BEGINNINGS)]} {name} {round_}"
                others = [
                    f"{BEGINNINGS[round_ % len(BEGINNINGS)]} {other}" for other in others[round_ : round_ + 3]
                ]
            yield row_of(
                int(city["geonameid"]) + 100_000_000 * round_, name, others, float(city["latitude"]) + round_ / 50, city["longitude"],
                "PPL", city["countrycode"], city["admin1code"], city["population"] if not round_ else 0,
            )  # fmt: skip


def row_of(number, name, others, latitude, longitude, code, country, province, people) -> list[object]:
    of_class = "A" if code == "ADM1" else "P"
    joined = ",".join(other for other in others if "," not in other)
    return [
        number, name, name, joined, latitude, longitude, of_class, code, country, "", province, "", "", "", people, "", "", "", "2020-01-01",
    ]  # fmt: skip


def write(folder: Path, path: Path, most: int) -> int:
    """Write so many places; return how many names they have in all."""
    names = 0
    with path.open("w", encoding="utf-8") as file:
        for _, row in zip(range(most), places(folder), strict=False):
            file.write("\t".join(map(str, row)) + "\n")
            names += 1 + len(str(row[3]).split(","))
    return names


def main() -> None:
    """Import, and import again."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--places", type=int, default=PLACES)
    parser.add_argument("--keep", default="")
    asked = parser.parse_args()
    with TemporaryDirectory() as scratch:
        home = asked.keep or scratch
        path = Path(scratch, "places.txt")
        print(f"{asked.places:,} places with {write(asked.folder, path, asked.places):,} names as listed")
        run(home, "migrate", "-v0")
        for what in ("first", "again"):
            load = os.getloadavg()[0]
            last, seconds, processor, megabytes = run(home, "import_entities", str(path))
            print(
                f"{what}: {seconds:.0f} s (load {load:.1f}), the command on a processor {processor:.0f} s, {megabytes} MB: {last}"
            )


if __name__ == "__main__":
    main()
