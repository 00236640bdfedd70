"""Spellings of persons and places that are typed, and the names among which they are looked for.

Each person or place belongs to one half by a hash of its number: one to tune on, one to report.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from archive.text.words import name_key

PERSONS = "names/un_name_pairs_dev.csv"
AFGHAN = "geonames/AF_latin_name_variants.csv"
PLACES = "geonames/cities500_alternates_conflict_countries.tsv"
SPELT = ("spelling_variant", "subset_or_reorder")


@dataclass(frozen=True)
class Typed:
    """A spelling that is typed, the bearer that is meant, and its half: 0 to tune on, 1 to report."""

    text: str
    bearer: str
    half: int


def half_of(text: str) -> int:
    """Return the half, 0 or 1, that a number of a person or place belongs to, or one of its spellings."""
    return sha256(text.encode()).digest()[0] % 2


def persons(folder: Path) -> tuple[dict[str, list[str]], list[Typed]]:
    """Return ({person: the name in the archive}, the other spellings): of the Security Council's list, and the names easily confused."""
    rows = _rows(folder / PERSONS, ",")
    bearers = {row["dataid_a"]: [row["name_a"]] for row in rows}
    known = {name_key(name) for names in bearers.values() for name in names}
    for row in rows:
        if row["same_person"] == "0" and name_key(row["name_b"]) not in known:
            known.add(name_key(row["name_b"]))
            bearers[f"other {row['name_b']}"] = [row["name_b"]]
    typed = [
        Typed(row["name_b"], row["dataid_a"], half_of(row["dataid_a"]))
        for row in rows
        if row["kind"] in SPELT and name_key(row["name_b"]) not in known
    ]
    return bearers, typed


def afghan_places(folder: Path) -> tuple[dict[str, list[str]], list[Typed]]:
    """Return ({place: half of its spellings, with the first}, the other half): Afghan places in Latin letters."""
    spellings: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(folder / AFGHAN, ","):
        spellings[row["geonameid"]].setdefault(name_key(row["canonical"]), row["canonical"])
        spellings[row["geonameid"]].setdefault(name_key(row["variant"]), row["variant"])
    return _split(spellings)


def other_places(folder: Path, *, country: str = "") -> tuple[dict[str, list[str]], list[Typed]]:
    """Return the same of the places of other countries that are conflict countries too."""
    spellings: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(folder / PLACES, "\t"):
        if row["countrycode"] != "AF" and country in ("", row["countrycode"]):
            for text in [row["name"], *row["alternatenames"].split("|")]:
                if text[:1].isupper() and text[:1] < "ʰ":
                    spellings[row["geonameid"]].setdefault(name_key(text), text)
    return _split(spellings)


def _split(spellings: dict[str, dict[str, str]]) -> tuple[dict[str, list[str]], list[Typed]]:
    """Put half of the spellings into the archive, the first of each place among them; the others are typed."""
    bearers: dict[str, list[str]] = {}
    others: list[Typed] = []
    for number, texts in spellings.items():
        first, *rest = texts.items()
        bearers[number] = [first[1], *(text for key, text in rest if half_of(number + key))]
        others += [
            Typed(text, number, half_of(number)) for key, text in rest if not half_of(number + key) and key
        ]
    known = {name_key(name) for names in bearers.values() for name in names}
    return bearers, [one for one in others if name_key(one.text) not in known]


def all_names(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (number of a place, a name of it) for all places in all scripts."""
    for row in _rows(folder / PLACES, "\t"):
        for text in dict.fromkeys([row["name"], *row["alternatenames"].split("|")]):
            if text:
                yield row["geonameid"], text[:200]


def _rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter, quoting=quoting))
