"""The state of things on a day or span, as cited: statements in their four grades, and why one is not certain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from archive import dates
from archive.evidence.cited import Cited, in_order_of_predicates
from archive.models import Statement
from archive.models.statements import Grade

HEADINGS = {
    Grade.CERTAIN: "Certainly",
    Grade.POSSIBLE: "Possibly",
    Grade.NOT_KNOWN: "Not known",
    Grade.NO: "No",
}
# Who joins and leaves; all else begins and ends.
JOINED = ("member-of", "commands")
DOUBTS = {"probable": "probably", "possible": "possibly"}


@dataclass(frozen=True)
class InGrade:
    """The statements that have one grade on a day."""

    grade: Grade
    heading: str
    found: list[Cited]


def in_grades(found: Iterable[Cited]) -> list[InGrade]:
    """Group graded statements by their grades, the surest first and "no" last; those that nothing has are left out."""
    by_grade: dict[Grade | None, list[Cited]] = {}
    for one in found:
        by_grade.setdefault(one.grade, []).append(one)
    return [
        InGrade(grade, heading, in_order_of_predicates(by_grade[grade]))
        for grade, heading in HEADINGS.items()
        if grade in by_grade
    ]


def reason(one: Cited, on: str) -> str:
    """Say why a statement has the grade "no" or "not known" on a day or span in EDTF; empty for the other two.

    "not any more: left in November 2001", "not yet: joined on 5 November 1994", "last cited in May 1997", "no date is cited".
    """
    if one.grade == Grade.NO:
        return _why_not(one, on)
    return _what_is_known(one.statement, on) if one.grade == Grade.NOT_KNOWN else ""


def _why_not(one: Cited, on: str) -> str:
    statement = one.statement
    begun, ended = turning_points(statement)
    _, last = dates.to_range(on)
    if statement.start_is_real and last and last < (dates.to_range(statement.start)[0] or date.min):
        return gettext("not yet: {what}").format(what=begun.format(when=dates.when(statement.start)))
    return gettext("not any more: {what}").format(what=ended.format(when=dates.when(statement.end)))


def turning_points(statement: Statement) -> tuple[str, str]:
    """Return the words for its real start and its real end: somebody joins and leaves, a war begins and ends."""
    if statement.predicate in JOINED:
        return gettext("joined {when}"), gettext("left {when}")
    return gettext("began {when}"), gettext("ended {when}")


def _what_is_known(statement: Statement, on: str) -> str:
    known = [edtf for edtf in dates_of(statement) if edtf]
    if not known:
        return gettext("no date is cited")
    first, last = dates.to_range(on)
    latest = max(known, key=lambda edtf: dates.to_range(edtf)[1] or date.max)
    if first and first > (dates.to_range(latest)[1] or date.max):
        return gettext("last cited {when}").format(when=dates.when(latest))
    earliest = min(known, key=lambda edtf: dates.to_range(edtf)[0] or date.min)
    return gettext("first cited {when}").format(when=dates.when(earliest))


def dates_of(statement: Statement) -> tuple[str, str, str, str]:
    """Return its four dates, each in EDTF or empty, in order of time."""
    return statement.start, statement.first_cited, statement.last_cited, statement.end


def how_surely(one: Cited) -> str:
    """Say in a word how surely it held: by its dates and by the doubt that its sources leave, whichever is less."""
    doubt = DOUBTS.get(one.statement.certainty, "")
    if one.grade == Grade.CERTAIN:
        return doubt or "certainly"
    return "possibly" if one.grade == Grade.POSSIBLE else str(one.grade)
