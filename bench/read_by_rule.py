"""How often a typed spelling that the archive does not know is read by rule as the right person or place, and how often wrongly.

    python -m bench.read_by_rule un_name_pairs.csv af_variants.csv

Of the persons and places of two lists of spellings, each spelling in turn is taken out of what is known and typed. Persons come from a
table with the columns name_a, name_b, same_person, kind and dataid_a; places from one with geonameid, canonical and variant. They are halved
by a fixed hash: rules were chosen on the half "tune". Without rules none of them would be read at all. "Another's own" are spellings that
another person or place is known by, which no rule can tell apart.
"""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from hashlib import md5
from typing import NamedTuple
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
django.setup()

from archive.models import Entity, Name  # noqa: E402 (Django must be set up first)
from archive.search.meaning import parts, readings  # noqa: E402
from archive.text.words import name_key, tokens  # noqa: E402


class Typed(NamedTuple):
    """A spelling that is typed while its bearer is known by the others; of other kinds it is that of somebody else."""

    text: str
    bearer: str
    kind: str


class KnownSpellings:
    """The names in memory, asked as the QuerySet of names is; without the spellings taken out for a while."""

    def __init__(self, spellings: dict[str, set[str]], kind: str) -> None:
        self.by_letters: dict[str, list[Name]] = defaultdict(list)
        self.by_word: dict[str, set[str]] = defaultdict(set)
        self.names: dict[str, list[Name]] = {}
        self.taken: tuple[str, str] = ("", "")
        for number, (bearer, texts) in enumerate(spellings.items(), start=1):
            entity = Entity(pk=number, kind=kind, slug=bearer, name=min(texts))
            self.names[bearer] = [
                Name(text=text, key=name_key(text), entity=entity) for text in sorted(texts)
            ]
            for name in self.names[bearer]:
                self.by_letters[name.key.replace(" ", "")].append(name)
                for word in name.key.split():
                    self.by_word[word].add(bearer)

    def is_known(self, name: Name) -> bool:
        return (name.entity.slug, parted(name.text)) != self.taken

    def written_as(self, letters: Iterable[str]) -> dict[str, list[Name]]:
        found = {one: [*filter(self.is_known, self.by_letters.get(one, ()))] for one in letters}
        return {one: names for one, names in found.items() if names}

    def with_every_word(self, asked: dict[str, list[str]]) -> dict[str, dict[int, list[str]]]:
        found: dict[str, dict[int, list[str]]] = {}
        for key, words in asked.items():
            for bearer in set.intersection(*(self.by_word.get(word, set()) for word in words)):
                names = [*filter(self.is_known, self.names[bearer])]
                if names and set(words) <= {word for name in names for word in name.key.split()}:
                    found.setdefault(key, {})[names[0].entity.pk] = sorted(name.key for name in names)
        return found


def half_of(bearer: str) -> str:
    """Return the half of a person or place."""
    return ("tune", "keep")[md5(bearer.encode(), usedforsecurity=False).digest()[-1] % 2]


def persons(path: str) -> tuple[dict[str, set[str]], list[Typed]]:
    """Read the pairs of persons' names."""
    with open(path, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    known: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        known[row["dataid_a"]].add(row["name_a"])
        if row["same_person"] == "1":
            known[row["dataid_a"]].add(row["name_b"])
    return known, [Typed(row["name_b"], row["dataid_a"], row["kind"]) for row in rows]


def places(path: str) -> tuple[dict[str, set[str]], list[Typed]]:
    """Read the spellings of places."""
    with open(path, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    known: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        known[row["geonameid"]] |= {row["canonical"], row["variant"]}
    return known, [Typed(row["variant"], row["geonameid"], "place") for row in rows]


def outcomes(known: dict[str, set[str]], typed: list[Typed], kind: str) -> Iterator[tuple[str, str, str]]:
    """Yield (half, kind, outcome) of each typed spelling."""
    names = KnownSpellings(known, kind)
    with patch.object(readings.Name, "objects", names), patch.object(parts.Name, "objects", names):
        for text, bearer, pair in typed:
            is_other = (
                pair == "hard_negative"
            )  # the question is whether it is read as the other person of the pair
            names.taken = (bearer, "" if is_other else parted(text))
            reading = readings.read_names([text]).get(text)
            read = {name.entity.slug for name in reading.names} if reading else set()
            if is_other:
                yield half_of(bearer), pair, "wrong" if bearer in read else "not read"
            elif reading and not reading.rule and bearer not in read:
                yield half_of(bearer), pair, "another's own"
            else:
                yield half_of(bearer), pair, said(read, bearer)


def said(read: set[str], bearer: str) -> str:
    """Return what a set of bearers is to a reader who means one."""
    if not read:
        return "not read"
    return "shared" if len(read) > 1 else "right" if read == {bearer} else "wrong"


def parted(text: str) -> str:
    """Return a key in which signs part words."""
    return " ".join(token.folded for token in tokens(text))


def main(of_persons: str, of_places: str) -> None:
    """Print a table of shares."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for kind, read in (("person", persons(of_persons)), ("place", places(of_places))):
        for half, pair, outcome in outcomes(*read, kind):
            counts[pair, half, outcome] += 1
            counts[pair, half, "typed"] += 1
    columns = ("typed", "right", "shared", "wrong", "another's own")
    print("| pairs | half | " + " | ".join(columns) + " |")
    for pair, half in sorted({(pair, half) for pair, half, _ in counts}):
        print(
            f"| {pair} | {half} | " + " | ".join(str(counts[pair, half, column]) for column in columns) + " |"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
