"""Measure what is offered for spellings of persons and places that the archive does not have, and fit the judge of likeness.

    python -m bench.likeness FOLDER [--fresh] [--names 250000] [--fit] [--half 0] [--most 150] [--show]

FOLDER holds names/un_name_pairs_dev.csv (United Nations) and geonames/ (GeoNames, CC BY 4.0); see bench/likeness/pairs.py. Persons and
Afghan places go into a scratch database, each with a report; --names adds further names of places until there are so many. One half of
the persons and places is for tuning. Times are processor time of the client and the database for the offers alone, from
/proc, so that they hold on a busy machine. --fit fits the weights on it and prints them. The tables show both halves.
"""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402

from archive.models import Entity, Name  # noqa: E402
from archive.search import search  # noqa: E402
from archive.search.page.query import read_query  # noqa: E402
from archive.search.parameters.address import Address  # noqa: E402
from archive.search.records.snapshot import current  # noqa: E402
from archive.search.suggestions.query_words import required_words  # noqa: E402
from archive.search.suggestions.sound_alikes import most_similar, names_like  # noqa: E402
from bench.likeness import fresh  # noqa: E402
from bench.likeness.archive import add_names, load_bearers  # noqa: E402
from bench.likeness.fit import fit, question  # noqa: E402
from bench.likeness.pairs import Typed, afghan_places, all_names, persons  # noqa: E402
from bench.relevance.archive import scratch_archive  # noqa: E402

SETS = {"person": persons, "place": afghan_places}
FRESH = {
    "place, spelt": fresh.spelt_places,
    "place, drawn again": fresh.places_again,
    "place, by rule": fresh.places_by_rule,
    "person, spelt": fresh.spelt_people,
    "person, by rule": fresh.people_by_rule,
}
FIRST_REPORTS = 10
HALVES = ("tuned on", "kept")


def main() -> None:
    """Load the names, fit if asked, and print a line for each half of each set."""
    options = _parser().parse_args()
    with scratch_archive():
        asked = FRESH if options.fresh else SETS
        sets = {label: read(options.folder) for label, read in asked.items()}
        ids = {label: load_bearers(bearers, kind=label.split(",")[0]) for label, (bearers, _) in sets.items()}
        loaded = {number for bearers, _ in sets.values() for number in bearers}
        have = add_names(
            (pair for pair in all_names(options.folder) if pair[0] not in loaded), most=options.names
        )
        print(f"{have:,} names")
        if options.fit:
            print_weights(sets, ids, fresh.strangers(options.folder) if options.fresh else [])
        print(
            f"{'':<26}{'typed':>6}{'reached':>9}{'offered':>9}{'right first':>12}{'precision':>10}{'in five':>9}{'p50 ms':>8}{'p95 ms':>8}"
        )
        for label, (_, typed) in sets.items():
            for half in options.half:
                print_line(
                    f"{label}, {HALVES[half]}",
                    [one for one in typed if one.half == half][: options.most],
                    ids[label],
                    show=options.show and not half,
                )
        if options.fresh:
            print_strangers(fresh.strangers(options.folder)[: options.most], show=options.show)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m bench.likeness", description=__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--names", type=int, default=0)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument(
        "--fresh", action="store_true", help="the spellings of bench/likeness/fresh.py instead"
    )
    parser.add_argument("--half", type=int, nargs="+", default=[0, 1], help="0 to tune on, 1 kept")
    parser.add_argument("--most", type=int, help="of each half of each set")
    parser.add_argument("--show", action="store_true", help="what went wrong in the half to tune on")
    return parser


def print_weights(sets, ids, strangers) -> None:
    """Fit the weights on the halves to tune on and on names that the archive lacks, and print them."""
    asked = [
        (one.text, ids[label][one.bearer])
        for label, (_, typed) in sets.items()
        for one in typed
        if not one.half
    ]
    asked += [(text, None) for text in strangers]
    public = Name.objects.filter(entity__mentions__isnull=False)
    questions = [
        question(text, public.perhaps(text).values_list("entity", "key"), meant) for text, meant in asked
    ]
    print(fit(questions))


@dataclass
class Outcome:
    """What a search for a spelling led to: whether to the one meant at all, what was offered first, whether it was among the offers."""

    reached: bool
    first: int | None
    among: bool
    took: float
    offers: list[str]


def outcome(text: str, meant: int | None) -> Outcome:
    """Search for a spelling, as a reader does."""
    results = search(_params(text))
    similar = [name.entity.pk for name in results.suggestions.names]
    took = time_of_offers(text)
    correction = results.suggestions.correction
    corrected = _found_by(correction.query) if correction else []
    offers = [*_named(results), *corrected[:1], *similar]
    among = [*_named(results), *corrected, *similar]
    said = [correction.query] if correction else []
    said += [f"{name.spelling} {name.verdict.chance:.2f}" for name in results.suggestions.names]
    reached = meant in [*among, *_in(results.hits), *_near(results)]
    return Outcome(reached, offers[0] if offers else None, meant in among, took, said)


def time_of_offers(text: str) -> float:
    """Return the seconds of processor time, of this process and of the database's, that the offers for a spelling take."""
    typed = required_words(read_query(Address.read(_params(text))), current())
    start = _processor_time()
    most_similar(names_like(typed))
    return _processor_time() - start


def _processor_time() -> float:
    with open(f"/proc/{connection.connection.info.backend_pid}/schedstat", encoding="ascii") as file:
        return time.process_time() + int(file.read().split()[0]) / 1e9


def print_line(label: str, typed: list[Typed], ids: dict[str, int], *, show: bool) -> None:
    """Print how many spellings lead to the one meant, in some way and by the first offer, and how long offers take."""
    made = [(one, outcome(one.text, ids[one.bearer])) for one in typed]
    offered = [ids[one.bearer] == what.first for one, what in made if what.first]
    took = sorted(what.took for _, what in made)
    count = len(made)
    print(
        f"{label:<26}{count:>6}{sum(what.reached for _, what in made) / count:>9.3f}{len(offered) / count:>9.3f}"
        f"{sum(offered) / count:>12.3f}{sum(offered) / max(len(offered), 1):>10.3f}{sum(what.among for _, what in made) / count:>9.3f}"
        f"{took[count // 2] * 1e3:>8.1f}{took[int(count * 0.95)] * 1e3:>8.1f}",
        flush=True,
    )
    for one, what in made if show else ():
        if what.first != ids[one.bearer]:
            meant = (
                Name.objects.filter(entity=ids[one.bearer])
                .order_by("-is_primary", "key")
                .values_list("text", flat=True)
            )
            print(f"  {'' if what.reached else 'UNREACHED '}{one.text!r} of {[*meant][:6]}: {what.offers}")


def print_strangers(names: list[str], *, show: bool) -> None:
    """Print how many names that the archive does not have are offered others for."""
    made = [(name, outcome(name, None)) for name in names]
    print(
        f"strangers: {sum(bool(what.first) for _, what in made) / len(made):.3f} of {len(made)} are offered others"
    )
    for name, what in made if show else ():
        if what.first:
            print(f"  {name}: {what.offers}")


def _params(text: str) -> QueryDict:
    params = QueryDict(mutable=True)
    params["q"] = text
    return params


def _named(results) -> list[int]:
    """Return the entities that the query was read as."""
    return [name.entity.pk for name in results.names]


def _in(hits) -> list[int]:
    """Return the entities named in the first reports of a list, in the order of the reports."""
    slugs = [entity.slug for hit in hits[:FIRST_REPORTS] for entity in hit.entities]
    numbers = dict(Entity.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    return [numbers[slug] for slug in dict.fromkeys(slugs)]


def _near(results) -> list[int]:
    return _in(results.near_misses.hits if results.near_misses else [])


def _found_by(query: str) -> list[int]:
    """Return the entities named in the first reports that a corrected query finds."""
    results = search(_params(query))
    return _named(results) or _in(results.hits)


if __name__ == "__main__":
    main()
