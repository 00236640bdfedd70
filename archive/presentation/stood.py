"""Who stood where at the date of a report: of the people it names, what is cited of their sides at that time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from archive import dates
from archive.evidence.cited import Cited, sides_of_each
from archive.models import Entity
from archive.models.statements import Grade
from archive.presentation.statements import StatementLine, line

HELD = (Grade.CERTAIN, Grade.POSSIBLE)


@dataclass(frozen=True)
class Stood:
    """A person with the sides cited of them at a time: those that held certainly or possibly, or else the nearest in time."""

    person: Entity
    lines: list[StatementLine]

    @property
    def words(self) -> str:
        """The same in one line: "commands for Junbish (certainly)"."""
        return "; ".join(
            f"{gettext(one.words)} {one.other} ({one.reason or gettext(one.surely)})" for one in self.lines
        )


def stood(people: Iterable[Entity], *, on: str) -> list[Stood]:
    """Return who of these people, in their order, is cited with a side at all, and how surely on a day or span in EDTF; two statements."""
    people = list(people)
    found = sides_of_each(people, on=on) if on else {}
    return [
        Stood(person, [line(one, on=on) for one in _telling(found[person.pk], on)])
        for person in people
        if person.pk in found
    ]


def heading(on: str) -> str:
    """Return the heading of the list: "Who stood where in May 1997"."""
    return gettext("Who stood where {when}").format(when=dates.when(on))


def _telling(found: list[Cited], on: str) -> list[Cited]:
    """Return the sides that held at the time, certainly or possibly, the surest first.

    If none did, return those that were cited last before it; or if there are none, first after it; or those without a date.
    """
    held = sorted((one for one in found if one.grade in HELD), key=lambda one: one.grade != Grade.CERTAIN)
    return held or _nearest(found, on)


def _nearest(found: list[Cited], on: str) -> list[Cited]:
    dated = [one for one in found if one.statement.perhaps]
    first = dates.to_range(on)[0] or date.min
    before = {
        one.statement.pk: upper for one in dated if (upper := one.statement.perhaps.upper) and upper <= first
    }
    if before:
        latest = max(before.values())
        return [one for one in dated if before.get(one.statement.pk) == latest]
    if not dated:
        return found
    earliest = min(one.statement.perhaps.lower or date.min for one in dated)
    return [one for one in dated if (one.statement.perhaps.lower or date.min) == earliest]
