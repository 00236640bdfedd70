"""What the page of an entity shows of its sides over time, and of their state on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.core.paginator import Page, Paginator

from archive import dates
from archive.evidence.changes import ChangeOfSide, changes_of_side
from archive.evidence.cited import Cited, Members, cited_of, other_than_members
from archive.evidence.on_day import in_grades
from archive.kinds import FACTION
from archive.models import Entity
from archive.models.statements import Grade
from archive.presentation.descent import Descent, descent, is_descent
from archive.presentation.lanes import LanesPicture, picture
from archive.presentation.statements import StatementLine, line

MAX_OPEN = 12
PER_PAGE = 50  # members of a faction
LineOf = dict[int, StatementLine]


@dataclass(frozen=True)
class DateParameter:
    """A day or span as a reader typed it: in EDTF and in words if it can be read, otherwise with what is wrong."""

    typed: str = ""
    edtf: str = ""
    words: str = ""
    error: str = ""


@dataclass(frozen=True)
class Graded:
    """The statements with one grade on the day asked for."""

    grade: str
    heading: str
    lines: list[StatementLine]
    left_out: int = 0
    """How many more there are, all of them in the table of members."""


@dataclass(frozen=True)
class PartOfPage:
    """One part of the page: a picture, if anything in it is dated, and the same as a table."""

    key: str
    heading: str
    lead: str
    lines: list[StatementLine]
    picture: LanesPicture | None = None
    descent: Descent | None = None
    changes: list[ChangeOfSide] = field(default_factory=list)
    page: Page | None = None
    """The page of a table with more statements than one page shows."""

    @property
    def first(self) -> list[StatementLine]:
        """The statements of its table that are always open; the others open with one click."""
        return self.lines if self.page else self.lines[:MAX_OPEN]

    @property
    def others(self) -> list[StatementLine]:
        """The rest of a long table."""
        return self.lines[len(self.first) :]


@dataclass(frozen=True)
class CitedSides:
    """All that is cited of an entity, as its page shows it."""

    asked: DateParameter
    graded: list[Graded]
    parts: list[PartOfPage]
    facts: list[StatementLine]
    found: list[Cited]
    """All of it, of members those shown."""

    @property
    def has_times(self) -> bool:
        """Whether there is anything whose state on a day can be asked for."""
        return any(line.lasts for part in self.parts for line in part.lines)


def read_day(typed: str) -> DateParameter:
    """Read a day or span in EDTF or as printed."""
    typed = typed.replace("\0", "").strip()[:100]
    if not typed:
        return DateParameter()
    try:
        edtf = dates.as_edtf(typed)
    except dates.DateError as error:
        return DateParameter(typed, error=str(error))
    return DateParameter(typed, edtf, dates.when(edtf))


def sides_of(entity: Entity, asked: DateParameter, *, page: str = "1") -> CitedSides:
    """Return what is cited of an entity, graded on the day asked for; of the members of a faction one page. A few statements."""
    if entity.kind != FACTION.key:
        found = cited_of(entity, on=asked.edtf)
        told = _told(found, asked)
        parts, graded = _of_person(found, asked, told), _graded(found, told)
    else:
        others = other_than_members(entity, on=asked.edtf)
        members = Members(entity, on=asked.edtf)
        shown = Paginator(members.ids, PER_PAGE).get_page(page)
        people = list(members.read(list(shown), with_evidence=True).values())
        found = [*others, *people]
        told = _told(found, asked)
        parts, graded = (
            _of_faction(others, people, shown, asked, told),
            _with_members(others, members, asked, told),
        )
    facts = [one for one in found if one.is_fact]
    return CitedSides(asked, graded, [part for part in parts if part.lines], _lines(facts, told), found)


def _told(found: Iterable[Cited], asked: DateParameter) -> LineOf:
    return {one.statement.pk: line(one, on=asked.edtf) for one in found}


def _lines(found: Iterable[Cited], told: LineOf) -> list[StatementLine]:
    return [told[one.statement.pk] for one in found]


def _graded(found: Iterable[Cited], told: LineOf) -> list[Graded]:
    lasting = [one for one in found if one.statement.about.lasts and one.grade]
    return [Graded(group.grade, group.heading, _lines(group.found, told)) for group in in_grades(lasting)]


def _with_members(others: list[Cited], members: Members, asked: DateParameter, told: LineOf) -> list[Graded]:
    """Grade what is cited of a faction; of its members in each grade as many as a page shows, the rest counted."""
    first = {pk for ids in members.by_grade.values() for pk in ids[:PER_PAGE]}
    named = members.read(first, with_evidence=False)
    told = _told(named.values(), asked) | told
    return [
        replace(group, left_out=max(len(members.by_grade[Grade(group.grade)]) - PER_PAGE, 0))
        for group in _graded([*others, *named.values()], told)
    ]


def _of_person(found: Iterable[Cited], asked: DateParameter, told: LineOf) -> list[PartOfPage]:
    sides = [one for one in found if one.is_affiliation]
    changes = changes_of_side(sides)
    drawn = picture(sides, on=asked.edtf, changes=changes)
    lead = "The sides that reports cite, and when. A gap means only that nothing is cited."
    return [PartOfPage("sides", "Sides over time", lead, _lines(sides, told), picture=drawn, changes=changes)]


def _of_faction(
    others: Iterable[Cited], people: Iterable[Cited], page: Page, asked: DateParameter, told: LineOf
) -> list[PartOfPage]:
    kin = [one for one in others if is_descent(one)]
    ties = [one for one in others if one.is_relation and not is_descent(one)]
    drawn = picture(ties, by_words=True, on=asked.edtf)
    lead = "As cited in reports. A gap means only that nothing is cited."
    return [
        PartOfPage(
            "belonged",
            "Who belonged",
            "As cited in reports, in order of time.",
            _lines(people, told),
            page=page if page.has_other_pages() else None,
        ),
        PartOfPage("relations", "Allies and enemies", lead, _lines(ties, told), picture=drawn),
        PartOfPage("descent", "Splits, mergers and names", "", _lines(kin, told), descent=descent(kin)),
    ]
