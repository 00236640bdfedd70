"""Where a faction came from and what became of it: splits, mergers and names as a small diagram, drawn by templates/evidence/_descent.html.

A line runs down the page for the faction; from the side come those that it arose from or absorbed, to the side go those that it gave
rise to or became part of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from archive import dates
from archive.evidence.cited import Cited
from archive.evidence.on_day import dates_of
from archive.models import Entity

ROW, TOP = 46, 30  # pixels
DESCENT = ("split-from", "merged-into", "renamed-to")


@dataclass(frozen=True)
class Branch:
    """One split, merger or change of name; `comes` if the other faction comes to this one, otherwise this one goes to it."""

    words: str
    entity: Entity
    when: str
    y: int
    comes: bool


@dataclass(frozen=True)
class Descent:
    branches: list[Branch]
    height: int


def descent(found: Iterable[Cited]) -> Descent | None:
    """Return the diagram of the splits, mergers and names among what is cited of a faction, in order of time; None without any."""
    branches = [
        _branch(one, one.other, TOP + place * ROW)
        for place, one in enumerate(one for one in found if is_descent(one))
        if one.other
    ]
    return Descent(branches, TOP + len(branches) * ROW) if branches else None


def is_descent(one: Cited) -> bool:
    """Return whether a statement is about a split, a merger or a change of name."""
    return one.statement.predicate in DESCENT


def _branch(one: Cited, other: Entity, y: int) -> Branch:
    is_split = one.statement.predicate == "split-from"
    known = next((edtf for edtf in dates_of(one.statement) if edtf), "")
    return Branch(
        one.words,
        other,
        dates.label(known) or gettext("date not known"),
        y,
        comes=one.is_outgoing == is_split,
    )
