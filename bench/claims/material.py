"""The reports from which sentences were drawn, and the names in them.

The reports of the demo are in the repository; those of the press are not, and are read from a folder that the command line names.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.text.sentences import Sentence, sentences

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
KINDS = {"people": "person", "places": "place", "factions": "faction"}
# What the marks of the hand-marked reports are here.
MARKED = {"Organisation": "faction", "Person": "person", "Location": "place"}


@dataclass(frozen=True)
class Named:
    """A name in a text: where it stands, and what kind of entity it names."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Report:
    """A report: its set (demo, press, marked), its id in that, its text and the names in it."""

    part: str
    key: str
    text: str
    names: tuple[Named, ...]


@dataclass(frozen=True)
class Drawn:
    """A sentence of a report."""

    report: Report
    sentence: Sentence

    @property
    def digest(self) -> str:
        """A digest of its words, by which a label is known to mean the same ones."""
        return hashlib.sha256(self.sentence.text.encode()).hexdigest()[:16]


def reports(folder: Path) -> list[Report]:
    """Return all reports: of the demo, of the press, and those marked by hand."""
    return [*demo_reports(), *press_reports(folder), *marked_reports(folder)]


def demo_reports() -> Iterator[Report]:
    """Yield the reports of the demo, without those that copy another of the same words."""
    seen = set()
    for line in (DEMO / "reports.jsonl").read_text().splitlines():
        row = json.loads(line)
        if row["text"] not in seen:
            seen.add(row["text"])
            yield Report("demo", row["id"], row["text"], known_names(row["text"]))


def press_reports(folder: Path) -> Iterator[Report]:
    """Yield the reports that are plain text."""
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(errors="replace")
        yield Report("press", path.stem, text, known_names(text))


def marked_reports(folder: Path) -> Iterator[Report]:
    """Yield the reports in which people, organisations and places were marked by hand."""
    for line in (folder / "re3d_open.jsonl").read_text().splitlines():
        row = json.loads(line)
        names = tuple(
            Named(mark["begin"], mark["end"], MARKED[mark["type"]])
            for mark in row["entities"]
            if mark["type"] in MARKED and _is_a_name(row["text"][mark["begin"] : mark["end"]])
        )
        yield Report("marked", row["id"], row["text"], names)


def _is_a_name(words: str) -> bool:
    """Return whether marked words are a name, as entries have them, rather than a description: "120 Iraqi soldiers"."""
    return words[:1].isupper() and not any(sign.isdigit() for sign in words)


def known_names(text: str) -> tuple[Named, ...]:
    """Return the names of the demo's entries in a text, as matching would: the longest first, none inside another."""
    return tuple(
        Named(match.start(), match.end(), _kinds()[match[0].casefold()])
        for match in _pattern().finditer(text)
    )


def _kinds() -> dict[str, str]:
    if not _kept:
        for plural, kind in KINDS.items():
            for row in json.loads((DEMO / f"{plural}.json").read_text()):
                for name in row["names"]:
                    text = name if isinstance(name, str) else name["text"]
                    _kept.setdefault(text.casefold(), kind)
    return _kept


def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_kinds(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


_kept: dict[str, str] = {}


def drawn_from(report: Report) -> list[Drawn]:
    """Return the sentences of a report."""
    return [Drawn(report, sentence) for sentence in sentences(report.text)]
