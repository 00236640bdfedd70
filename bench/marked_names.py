"""How many of the places that a gazetteer finds in reports lie where people marked a place or a group by hand.

    python -m bench.marked_names FOLDER [--show 20]

FOLDER has geonames/ (as for bench.right_places) and reports/re3d_open.jsonl: reports on Syria and Iraq with places, people and groups marked.
Countries are left out, and names without a letter, which no import takes. Reports are halved by a fixed hash; rules were chosen on "tuned". It says nothing of which place of several is meant.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path

from bench.right_places import Gazetteer, KnownNames, names_in

REPORTS = "reports/re3d_open.jsonl"
HALVES = ("tuned", "kept")
OF_PLACES, OF_OTHERS = ("Location", "Nationality"), ("Person", "Organisation")


def half_of(report: dict) -> str:
    """Return the half that a report belongs to."""
    return HALVES[int(md5(report["id"].encode()).hexdigest(), 16) % 2]


def places_in(report: dict, known: KnownNames) -> Iterator[tuple[str, str]]:
    """Yield (the name, the mark it lies in or "none") of each place that a report is taken to name."""
    texts = {"headline": "", "standfirst": "", "dateline": "", "body": report["text"]}
    marks = [mark for mark in report["entities"] if mark["type"] in OF_PLACES]
    marks += [mark for mark in report["entities"] if mark["type"] in OF_OTHERS]
    for reading in names_in(texts, known).readings:
        is_country = known.types[reading.entity_id] == "country"  # the marks pass over most of them
        if reading.status == "accepted" and not is_country and any(map(str.isalpha, reading.text)):
            around = (
                mark["type"]
                for mark in marks
                if mark["begin"] <= reading.start and reading.end <= mark["end"]
            )
            yield reading.text, next(around, "none")


def main() -> None:
    """Print a line for each half, and the names outside every mark."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=20)
    asked = parser.parse_args()
    gazetteer = Gazetteer()
    gazetteer.read(asked.folder)
    reports = [json.loads(line) for line in (asked.folder / REPORTS).read_text(encoding="utf-8").splitlines()]
    print(f"{len(gazetteer.known.kinds):,} places, {len(reports)} reports")
    for half in HALVES:
        found = [
            one for report in reports if half_of(report) == half for one in places_in(report, gazetteer.known)
        ]
        marks = Counter(mark for _, mark in found)
        print(f"{half}: {len(found)} place names, {marks['none']} outside every mark; {dict(marks)}")
        for mark in ("none", "Person"):
            odd = Counter(text for text, of in found if of == mark).most_common(asked.show)
            print(f"  {mark}: {', '.join(f'{text} ({number})' for text, number in odd)}")


if __name__ == "__main__":
    main()
