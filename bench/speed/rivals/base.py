"""The interface of rivals, and the flat form of reports that they store."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

from bench.speed.corpus import Corpus, Report
from bench.speed.plan import Plan
from bench.speed.question import Question
from bench.speed.timing import told
from bench.speed.world import world

PER_PAGE = 20
SHOWN = 8
EXCERPT = 300  # characters of a report that is shown without a passage
ENTITY_FACETS = ("person", "place", "faction")
Counts = list[tuple[str, int]]


@dataclass(frozen=True)
class Flat:
    """A report as a row; places with all that contain them; days as numbers yyyymmdd, 0 without a date."""

    id: int
    headline: str
    body: str
    source: int
    language: str
    year: int
    first_day: int
    last_day: int
    entities: dict[str, list[int]]


@dataclass(frozen=True)
class Hit:
    """A line of a page: headline and marked passage."""

    id: int
    headline: str
    passage: str


@dataclass(frozen=True)
class Answer:
    """The contents of a search page."""

    total: int
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, Counts] = field(default_factory=dict)


class Rival(Protocol):
    """A tool: how to build and query it. `interrupt` may be called from another thread, if that is possible."""

    label: str

    def __init__(self, plan: Plan) -> None: ...

    def is_built(self) -> bool:
        """Return whether its index of this size exists and is complete."""

    def build(self) -> None:
        """Build its index, replacing any existing one."""

    def open(self) -> None:
        """Prepare for queries."""

    def answer(self, question: Question) -> Answer:
        """Do all the work of a page."""

    def interrupt(self) -> None:
        """Stop the current query."""

    def version(self) -> str:
        """Return its release."""

    def sizes(self) -> dict[str, int]:
        """Return how many bytes each of its parts takes on disk."""


def flat(report: Report) -> Flat:
    """Return a report as a row."""
    first, last = days(report.date)
    entities: dict[str, set[int]] = {kind: set() for kind in ENTITY_FACETS}
    for spoken in (*report.headline_names, *report.body_names):
        entities[spoken.entity.kind].update(lineage(spoken.entity.number))
    return Flat(
        report.number, report.headline, report.body, report.source, report.language, first // 10000, first, last,
        {kind: sorted(ids) for kind, ids in entities.items()},
    )  # fmt: skip


def days(date: str) -> tuple[int, int]:
    """Return the first and last day of a date of the corpus; (0, 0) for none."""
    if not date:
        return 0, 0
    year, *rest = (int(part) for part in date.rstrip("?").split("-"))
    months = (rest[0], rest[0]) if rest else (1, 12)
    dates = (rest[1], rest[1]) if len(rest) > 1 else (1, monthrange(year, months[1])[1])
    first, last = (year * 10000 + month * 100 + day for month, day in zip(months, dates, strict=True))
    return first, last


@cache
def lineage(number: int) -> tuple[int, ...]:
    """Return an entity and all that contain it."""
    entity = world().entities[number - 1]
    return (number, *lineage(entity.parent)) if entity.parent else (number,)


@cache
def entity_name(number: int) -> str:
    """Return the name of an entity."""
    return world().entities[number - 1].names[0]


def label(facet: str, value: int | str) -> str:
    """Return the label of a count."""
    if facet in ENTITY_FACETS:
        return entity_name(int(value))
    return f"Source {value}" if facet == "source" else str(value)


def flat_reports(plan: Plan, first: int, last: int, what: str) -> Iterator[Flat]:
    """Yield reports as rows, with progress."""
    reports = Corpus(plan.speeches).reports(first, last)
    return told(map(flat, reports), what, last - first + 1)


def number_of(value: str) -> int:
    """Return the id in a public value such as person-12."""
    return int(value.rpartition("-")[2])


def offset_of(question: Question, total: int) -> int:
    """Return where a page begins; one beyond the last is the last."""
    pages = max(-(-total // PER_PAGE), 1)
    return (min(question.page, pages) - 1) * PER_PAGE


def files_size(directory: Path) -> int:
    """Return how many bytes the files below a directory take."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
