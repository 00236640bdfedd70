"""Measure what is offered for spellings of persons and places that the archive does not have, and fit the judge of likeness.

    python -m bench.likeness FOLDER [--names 250000] [--fit]

FOLDER holds names/un_name_pairs_dev.csv (United Nations) and geonames/ (GeoNames, CC BY 4.0); see bench/likeness/pairs.py. Persons and
Afghan places go into a scratch database, each with a report; --names adds further names of places until there are so many. One half of
the persons and places is for tuning; --fit fits the weights on it and prints them. The tables show both halves.
"""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from django.http import QueryDict  # noqa: E402

from archive.models import Entity, Name  # noqa: E402
from archive.search import search  # noqa: E402
from bench.likeness.archive import add_names, load_bearers  # noqa: E402
from bench.likeness.fit import fit, question  # noqa: E402
from bench.likeness.pairs import Typed, afghan_places, all_names, persons  # noqa: E402
from bench.relevance.archive import scratch_archive  # noqa: E402

SETS = {"person": persons, "place": afghan_places}
FIRST_REPORTS = 10


def main() -> None:
    """Load the names, fit if asked, and print a line for each half of each set."""
    parser = ArgumentParser(
        prog="python -m bench.likeness", description=__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--names", type=int, default=0)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    with scratch_archive():
        sets = {kind: read(options.folder) for kind, read in SETS.items()}
        ids = {kind: load_bearers(bearers, kind=kind) for kind, (bearers, _) in sets.items()}
        loaded = {number for bearers, _ in sets.values() for number in bearers}
        have = add_names(
            (pair for pair in all_names(options.folder) if pair[0] not in loaded), most=options.names
        )
        print(f"{have:,} names")
        if options.fit:
            print_weights(sets, ids)
        print(
            f"{'':<16}{'typed':>6}{'reached':>9}{'offered':>9}{'right first':>12}{'precision':>10}{'in five':>9}{'p50 ms':>8}{'p95 ms':>8}"
        )
        for kind, (_, typed) in sets.items():
            for half, label in enumerate(("tuned on", "kept")):
                print_line(f"{kind}, {label}", [one for one in typed if one.half == half], ids[kind])


def print_weights(sets, ids) -> None:
    """Fit the weights on the half to tune on, and print them."""
    asked = []
    for kind, (_, typed) in sets.items():
        for one in typed:
            found = (
                Name.objects.filter(entity__mentions__isnull=False)
                .perhaps(one.text)
                .values_list("entity", "key")
            )
            if not one.half and found:
                asked.append(question(one.text, found, ids[kind][one.bearer]))
    print(fit(asked))


def print_line(label: str, typed: list[Typed], ids: dict[str, int]) -> None:
    """Search for each spelling, and print how many lead to the one meant, in some way and by the first offer, and how long offers take."""
    reached = offered = right = among = 0
    took = []
    for one in typed:
        params = QueryDict(mutable=True)
        params["q"] = one.text
        results = search(params)
        meant = ids[one.bearer]
        start = time.perf_counter()
        similar = [name.entity.pk for name in results.suggestions.names]
        took.append(time.perf_counter() - start)
        correction = results.suggestions.correction
        hits = _in(results.hits)
        corrected = _found_by(correction.query) if correction else []
        first = [*_named(results), *corrected[:1], *similar][:1]
        reached += meant in [*hits, *similar, *corrected, *_named(results), *_near(results)]
        offered += bool(first)
        right += first == [meant]
        among += meant in [*_named(results), *corrected, *similar]
    count, took = len(typed), sorted(took)
    print(
        f"{label:<16}{count:>6}{reached / count:>9.3f}{offered / count:>9.3f}{right / count:>12.3f}{right / max(offered, 1):>10.3f}"
        f"{among / count:>9.3f}{took[count // 2] * 1e3:>8.1f}{took[int(count * 0.95)] * 1e3:>8.1f}"
    )


def _named(results) -> list[int]:
    """Return the entities that the query was read as."""
    return [name.entity.pk for name in results.names]


def _in(hits) -> list[int]:
    """Return the entities named in the first reports of a list."""
    slugs = [entity.slug for hit in hits[:FIRST_REPORTS] for entity in hit.entities]
    return list(Entity.objects.filter(slug__in=slugs).values_list("pk", flat=True))


def _near(results) -> list[int]:
    return _in(results.near_misses.hits if results.near_misses else [])


def _found_by(query: str) -> list[int]:
    """Return the entities named in the first reports that a corrected query finds."""
    params = QueryDict(mutable=True)
    params["q"] = query
    results = search(params)
    return _named(results) or _in(results.hits)


if __name__ == "__main__":
    main()
