"""Statements in words: their dates, their grade on a day, and the sources that each rests on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from archive import dates
from archive.evidence.cited import Cited
from archive.evidence.on_day import DOUBTS, HEADINGS, how_surely, reason
from archive.models import Entity, Evidence, Statement
from archive.presentation.passages import passage_address
from archive.text.words import excerpt

MAX_QUOTED = 240  # characters of a passage


@dataclass(frozen=True)
class EvidenceLine:
    """A passage or a row of a data set that a statement rests on; without an address it is a row."""

    name: str
    date: str
    url: str
    words: str
    contradicts: bool
    note: str


@dataclass(frozen=True)
class StatementLine:
    """A statement as pages show it. Dates are in words, empty if not known; `grade` and `reason` are those of the day asked for."""

    words: str
    other: Entity | None
    is_of_other: bool
    value: str
    role: str
    rank: str
    first_cited: str
    last_cited: str
    start: str
    start_is_real: bool
    end: str
    end_is_real: bool
    lasts: bool
    period: str
    certainty: str
    note: str
    unsourced_reason: str
    grade: str
    grade_words: str
    surely: str
    reason: str
    sources: list[EvidenceLine]

    @property
    def doubt(self) -> str:
        """An adverb for a statement that its sources leave in doubt: "probably", "possibly"."""
        return DOUBTS.get(self.certainty, "")

    @property
    def has_role(self) -> bool:
        return bool(self.role or self.rank)

    @property
    def is_cited(self) -> bool:
        """Whether its table needs a column for when sources say it."""
        return self.lasts and bool(self.first_cited or self.last_cited)

    @property
    def is_dated(self) -> bool:
        return bool(self.first_cited or self.last_cited or self.start or self.end)


def line(one: Cited, *, on: str = "") -> StatementLine:
    """Return a statement as pages show it, with its grade on a day or span in EDTF if one is given."""
    statement, about = one.statement, one.statement.about
    return StatementLine(
        words=one.words,
        other=one.other,
        is_of_other=one.is_of_other,
        value=dates.label(statement.value) if about.value == "edtf" else statement.value,
        role=statement.role,
        rank=statement.rank,
        first_cited=dates.label(statement.first_cited),
        last_cited=dates.label(statement.last_cited),
        start=dates.label(statement.start),
        start_is_real=statement.start_is_real,
        end=dates.label(statement.end),
        end_is_real=statement.end_is_real,
        lasts=about.lasts,
        period=", ".join(period(statement)),
        certainty=statement.certainty,
        note=statement.note,
        unsourced_reason="" if one.evidence else statement.unsourced_reason,
        grade=one.grade or "",
        grade_words=HEADINGS[one.grade].lower() if one.grade else "",
        surely=how_surely(one) if one.grade else "",
        reason=reason(one, on) if one.grade and on else "",
        sources=[source(given) for given in one.evidence],
    )


def source(given: Evidence) -> EvidenceLine:
    """Return what a statement rests on as pages show it: who printed it, when, the words, and the address of the passage."""
    contradicts = given.stance == Evidence.Stance.CONTRADICTS
    passage = given.passage
    if passage is None:
        return EvidenceLine(str(given.dataset_row), "", "", "", contradicts, given.note)
    return EvidenceLine(
        name=passage.article.source.name,
        date=passage.article.date_label(),
        url=passage_address(passage),
        words=excerpt(passage.words, MAX_QUOTED),
        contradicts=contradicts,
        note=given.note,
    )


def period(statement: Statement) -> list[str]:
    """Say when a statement is cited and held, date by date: "began in 1994", "first cited on 20 May 1997"; "no date is cited"."""
    if not statement.about.lasts and statement.start:
        return [gettext("happened {when}").format(when=dates.when(statement.start))]
    begun = gettext("began {date}") if statement.start_is_real else gettext("held from {date}")
    ended = gettext("ended {date}") if statement.end_is_real else gettext("held until {date}")
    said = (
        (begun, statement.start),
        (gettext("first cited {date}"), statement.first_cited),
        (gettext("last cited {date}"), statement.last_cited),
        (ended, statement.end),
    )
    return [words.format(date=dates.label(edtf)) for words, edtf in said if edtf] or [
        gettext("no date is cited")
    ]
