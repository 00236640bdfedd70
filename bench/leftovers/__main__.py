"""How many of the names left over are right, and how many are found, in passages labelled by hand.

    python -m bench.leftovers FOLDER [--show]

FOLDER has the reports that are not in the repository: re3d_open.jsonl and the texts of three news reports. labels.jsonl has 150 passages with
capitals, drawn at random among those that no known name covers (demo40, re3d7: the number of a report in its file), and the names in them.
Known are the names of the demo. Every second passage was kept apart when the rules were chosen. Passages that are no longer where they were are left
out, and counted.
"""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections import Counter
from functools import cache
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
django.setup()

from archive.matching.capitals import FieldReader, UnknownName  # noqa: E402 (Django must be set up first)
from archive.matching.leftover import settled  # noqa: E402
from archive.matching.name_forms import NameRow  # noqa: E402
from archive.matching.names import KnownNames  # noqa: E402
from archive.matching.split_text import SplitText  # noqa: E402
from archive.matching.trie import NameTrie  # noqa: E402
from archive.text.words import name_key  # noqa: E402

LABELS = Path(__file__).with_name("labels.jsonl")
DEMO = Path(__file__).parents[2] / "fixtures" / "demo.json"
HALVES = ("tuned", "kept")
BEFORE = 60  # characters before a passage in which a name of it may begin


class Reader:
    """Reads the reports with the names of the demo."""

    def __init__(self, folder: Path) -> None:
        rows = json.loads(DEMO.read_text(encoding="utf-8"))
        self.known = _names_of_demo([row["fields"] for row in rows if row["model"] == "archive.name"])
        self.texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
        reports = [row["fields"] for row in rows if row["model"] == "archive.article"]
        for number, one in enumerate(reports):
            self.texts[f"demo{number}"] = (
                f"{one['headline']}\n\n{one.get('standfirst') or ''}\n\n{one['body']}"
            )
        lines = (folder / "re3d_open.jsonl").read_text(encoding="utf-8").splitlines()
        self.texts |= {f"re3d{number}": json.loads(line)["text"] for number, line in enumerate(lines)}

    @cache  # noqa: B019 (one object, for the time of the command)
    def read(self, report: str) -> tuple[list[tuple[int, int]], list[UnknownName]]:
        """Return (where known names are, every place of a name left over) in a report."""
        text = self.texts[report]
        found = [one.found for one in self.known.find({"headline": "", "standfirst": "", "body": text})]
        places = list(FieldReader("body", SplitText(text), self.known, found).names())
        kept = {name.name_key for name in settled(places)}
        return [(one.start, one.end) for one in found], [name for _, name in places if name.name_key in kept]

    def is_known(self, report: str, name: str, start: int) -> bool:
        """Return whether a known name covers a name of a passage."""
        at = self.texts[report].find(name, max(0, start - BEFORE))
        return any(first <= at and at + len(name) <= last + 1 for first, last in self.read(report)[0])


def _names_of_demo(names: list[dict]) -> KnownNames:
    numbers: dict[tuple, int] = {}
    rows = [
        NameRow(number, numbers.setdefault(tuple(name["entity"]), len(numbers) + 1), name["text"],
                name.get("ambiguous", False), name.get("is_primary", False))
        for number, name in enumerate(names, start=1)
    ]  # fmt: skip
    return KnownNames("", NameTrie(rows), {number: kind for (kind, *_), number in numbers.items()}, {})


def judge(reader: Reader, label: dict) -> tuple[set[str], set[str]]:
    """Return (the names that are there, those that were found) in a passage, as keys."""
    report, start, end = label["report"], label["start"], label["end"]
    there = {name_key(name) for name in label["names"] if not reader.is_known(report, name, start)}
    found = {one.name_key for one in reader.read(report)[1] if one.start < end and start < one.end}
    return there, found


def main() -> None:
    """Print a line for each half."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--show", action="store_true", help="print the passages of the tuned half that are wrong or missed"
    )
    asked = parser.parse_args()
    reader = Reader(asked.folder)
    counts: dict[str, Counter[str]] = {half: Counter() for half in HALVES}
    for number, line in enumerate(LABELS.read_text(encoding="utf-8").splitlines()):
        label, of = json.loads(line), counts[HALVES[number % 2]]
        if reader.texts.get(label["report"], "")[label["start"] : label["end"]] != label["text"]:
            of["moved"] += 1
            continue
        there, found = judge(reader, label)
        of["right"] += len(there & found)
        of["wrong"] += len(found - there)
        of["missed"] += bool(there and not there & found)
        if asked.show and of is counts["tuned"] and (found - there or there - found):
            print(f"{label['text']!r}: there {sorted(there)}, found {sorted(found)}")
    for half, of in counts.items():
        found, there = of["right"] + of["wrong"], of["right"] + of["missed"]
        print(
            f"{half}: {of['right']} of {found} found are right ({of['right'] / max(found, 1):.2f}), {of['right']} of {there} are found "
            f"({of['right'] / max(there, 1):.2f}); {of['moved']} passages have moved"
        )


if __name__ == "__main__":
    main()
