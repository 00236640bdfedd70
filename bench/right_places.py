"""How often the right one of several places of one name is found, and the right province of a text, with a gazetteer of towns loaded.

    python -m bench.right_places FOLDER [--texts 800] [--show 20]

FOLDER has geonames/ (towns of 24 countries, provinces and districts of the world) and ucdp/ (events of the Uppsala Conflict Data Program with
the headlines of the reports on them). A text is the headline of one report; it is right to name the province of the event. What a headline
names besides counts as wrong in the figures of provinces, so these are a lower bound. Texts are halved by a fixed hash: rules are chosen on "tune". Names that
are left to a curator are "open", never wrong. With "habits", the places that texts of the same source have named so far count as well, as in
an archive that reads them in this order.
"""

from __future__ import annotations

import csv
import os
import re
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from hashlib import md5
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
django.setup()

from archive.ingest.entities.record import RegisterName  # noqa: E402 (Django must be set up first)
from archive.ingest.entities.scripts import in_own_scripts  # noqa: E402
from archive.ingest.entities.types import MINOR, type_by_size  # noqa: E402
from archive.matching.habits import MIN_REPORTS, NO_HABITS, USUAL, Habits  # noqa: E402
from archive.matching.link import names_in  # noqa: E402
from archive.matching.name_forms import NameRow  # noqa: E402
from archive.matching.names import KnownNames  # noqa: E402
from archive.matching.trie import NameTrie  # noqa: E402
from archive.reference.countries import COUNTRIES  # noqa: E402
from archive.text.words import name_key  # noqa: E402

TOWNS, AREAS = "geonames/cities500_alternates_conflict_countries.tsv", "geonames/admin1_admin2_world.tsv"
COLLECTIONS = {
    "Syria": "ucdp/ged_syria_16566.csv",
    "Central African Republic": "ucdp/ged231_central_african_republic.csv",
    "world": "ucdp/ged231_sample1000.csv",
}
ALSO = {"Congo, Democratic Republic": "DR Congo (Zaire)", "Yemen": "Yemen (North Yemen)", "Russia": "Russia (Soviet Union)",
        "Myanmar": "Myanmar (Burma)", "Bosnia and Herzegovina": "Bosnia-Herzegovina"}  # fmt: skip
SORTS = re.compile(
    r"\b(governorate|province|district|state|oblast|region|prefecture|department|republic|county|zone|division)\b",
    re.IGNORECASE,
)
LATIN = re.compile(r"[A-ZÀ-ɏ]")


class Text(NamedTuple):
    """A headline, who printed it, and the province of its event."""

    words: str
    source: str
    province: int
    half: str


class Gazetteer:
    """What the archive would keep in memory of the names of a gazetteer."""

    def __init__(self) -> None:
        self.known = KnownNames("bench", NameTrie(), {}, {})
        self.codes: dict[str, int] = {}
        self.provinces: dict[tuple[str, str], int] = {}
        self.names = 0

    def add(
        self, pk: int, texts: Iterable[str], place_type: str, around: tuple[int, ...], population: int | None
    ) -> None:
        """Add a place as the loader of GeoNames does: the names of a small one are marked as ambiguous."""
        is_minor = place_type in ("village", "town") and (population or 0) < MINOR
        for place, text in enumerate(dict.fromkeys(texts)):
            self.names += 1
            self.known.trie.add(NameRow(self.names, pk, text, is_minor, place == 0))
        self.known.kinds[pk], self.known.types[pk] = "place", place_type
        if around:
            self.known.lineages[pk] = around
        if population is not None:
            self.known.populations[pk] = population
        self.known.weights[pk] = 0

    def read(self, folder: Path) -> None:
        """Read countries, provinces, districts and towns."""
        for number, (code, name) in enumerate(COUNTRIES.items(), start=1):
            self.codes[code] = number
            self.add(number, [name], "country", (), None)
        areas = sorted(_rows(folder / AREAS), key=lambda row: row["admin_level"])
        for row in (row for row in areas if row["geonameid"]):
            code, pk = row["geonames_code"], int(row["geonameid"])
            outer = self.codes.get(code.rpartition(".")[0])
            around = (*self.known.lineages.get(outer, ()), outer) if outer else ()
            names = [row["name"], SORTS.sub("", row["name"]).strip(), *(row["aliases"] or "").split("|")]
            self.codes[code] = pk
            self.add(
                pk, filter(None, names), "province" if row["admin_level"] == "1" else "district", around, None
            )
            if row["admin_level"] == "1":
                country = COUNTRIES.get(code.split(".")[0], "")
                for name in names:
                    for called in (country, ALSO.get(country, country)):
                        self.provinces.setdefault((called, _bare(name)), pk)
        for row in _rows(folder / TOWNS):
            outer = self.codes.get(f"{row['countrycode']}.{row['admin1code']}") or self.codes.get(
                row["countrycode"]
            )
            if not outer:
                continue
            people = int(row["population"] or 0)
            others = in_own_scripts(
                map(RegisterName, (row["alternatenames"] or "").split("|")), row["countrycode"]
            )
            names = [row["name"], *(one.text for one in others if LATIN.match(one.text))]
            around = (*self.known.lineages.get(outer, ()), outer)
            self.add(int(row["geonameid"]), names, type_by_size(people), around, people)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _bare(name: str) -> str:
    return name_key(SORTS.sub("", name)).removeprefix("mintaqat ").strip()


def texts(path: Path, gazetteer: Gazetteer) -> Iterator[Text]:
    """Yield the headlines of events whose province is known, each once."""
    seen = set()
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            province = gazetteer.provinces.get((row["country"], _bare(row["adm_1"])))
            offices = row["source_office"].split(";")
            for number, headline in enumerate(row["source_headline"].split(";")):
                if province and len(headline.split()) > 3 and headline not in seen:
                    seen.add(headline)
                    half = "tune" if int(md5(headline.encode()).hexdigest(), 16) % 2 else "kept"
                    yield Text(headline, offices[min(number, len(offices) - 1)], province, half)


class Learnt:
    """The areas that the texts of one source have named so far."""

    def __init__(self) -> None:
        self.texts, self.areas = 0, Counter()

    def add(self, named: set[int]) -> None:
        """Count one more text, if it names anything."""
        self.texts += bool(named)
        self.areas.update(named)

    def habits(self) -> Habits:
        """Return what is usual so far."""
        is_known = self.texts >= MIN_REPORTS
        return Habits({pk for pk, count in self.areas.items() if is_known and count >= USUAL * self.texts})


class Measure:
    """Counts what was found in the texts of one half."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.shown: list[str] = []

    def add(self, text: Text, known: KnownNames, habits: Habits) -> set[int]:
        """Read one text; return the areas that it names."""
        whole = {"headline": text.words, "standfirst": "", "dateline": "", "body": ""}
        readings = names_in(whole, known, habits=habits).readings
        accepted = {(one.field, one.start): one.entity_id for one in readings if one.status == "accepted"}
        named = {area for pk in accepted.values() for area in (pk, *known.lineages.get(pk, ()))}
        provinces = {pk for pk in named if known.types[pk] == "province"}
        self.counts["found"] += text.province in provinces
        self.counts["other"] += len(provinces - {text.province})
        self.counts["missed"] += text.province not in provinces
        for occurrence in known.find(whole):
            bearers = {one.entity_id for one in occurrence.found.candidates}
            fitting = {pk for pk in bearers if text.province in (pk, *known.lineages.get(pk, ()))}
            if len(bearers) > 1 and fitting:
                self._judge(
                    text,
                    occurrence.found,
                    accepted.get((occurrence.field, occurrence.found.start)),
                    fitting,
                    known,
                )
        return named

    def _judge(self, text, found, chosen, fitting, known) -> None:
        how = "open" if chosen is None else "right" if chosen in fitting else "wrong"
        self.counts[how] += 1
        if how != "right":
            lineage = known.lineages.get(chosen, ()) if chosen else ()
            self.shown.append(
                f"{how}: {found.text!r} in {text.words!r}: {chosen} {known.types.get(chosen)} {known.populations.get(chosen)} {lineage}; {fitting}"
            )

    def line(self) -> str:
        """Return the figures as cells of a table."""
        of = self.counts
        judged, told = of["right"] + of["wrong"] + of["open"], of["right"] + of["wrong"]
        precision = of["found"] / max(of["found"] + of["other"], 1)
        recall = of["found"] / max(of["found"] + of["missed"], 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        return (
            f"{judged:,} | {of['right'] / max(judged, 1):.3f} | {of['wrong'] / max(judged, 1):.3f} | {of['open'] / max(judged, 1):.3f} | "
            f"{of['right'] / max(told, 1):.3f} | {precision:.3f} | {recall:.3f} | {f1:.3f}"
        )


def main() -> None:
    """Print a table: each collection, each half, with habits and without."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--texts", type=int, default=800, help="of each collection")
    asked = parser.parse_args()
    gazetteer = Gazetteer()
    gazetteer.read(asked.folder)
    print(f"{gazetteer.names:,} names of {len(gazetteer.known.kinds):,} places")
    print(
        "collection | habits | half | shared names | right | wrong | open | right of those told | provinces: precision | recall | F1"
    )
    for name, path in COLLECTIONS.items():
        found = list(islice(texts(asked.folder / path, gazetteer), asked.texts))
        for with_habits in (False, True):
            halves: dict[str, Measure] = defaultdict(Measure)
            learnt: dict[str, Learnt] = defaultdict(Learnt)
            for text in found:
                habits = learnt[text.source].habits() if with_habits else NO_HABITS
                named = halves[text.half].add(text, gazetteer.known, habits)
                learnt[text.source].add(named)
            for half in ("tune", "kept"):
                print(f"{name} | {'yes' if with_habits else 'no'} | {half} | {halves[half].line()}")
            if asked.show and with_habits:
                print("\n".join(halves["tune"].shown[:: max(1, len(halves["tune"].shown) // asked.show)]))


if __name__ == "__main__":
    main()
