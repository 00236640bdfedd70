"""The state of many factions on a day or span, as cited: for each who led, commanded and belonged, its allies and its enemies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.evidence.cited import Cited, cited_of_each, in_order_of_predicates
from archive.models import Entity
from archive.models.statements import Grade
from archive.presentation.statements import StatementLine, line
from archive.reference.predicates import PREDICATE_OF

IN_QUESTION = (Grade.CERTAIN, Grade.POSSIBLE)


@dataclass(frozen=True)
class Ties:
    """Those who are tied to a faction by one relation."""

    heading: str
    lines: list[StatementLine]


@dataclass(frozen=True)
class Command:
    """Somebody who commands for a faction."""

    faction: Entity
    line: StatementLine


@dataclass(frozen=True)
class FactionState:
    """What is cited of a faction on a day, certainly or possibly; `others` counts the statements that are not, or not known to be."""

    faction: Entity
    ties: list[Ties]
    others: int


def states_of(factions: Iterable[Entity], *, on: str) -> list[FactionState]:
    """Return the state of each of these factions on a day or span in EDTF, in their order. Two or three statements, however many."""
    factions = list(factions)
    found = cited_of_each(factions, on=on)
    return [
        _state(faction, [one for one in found[faction.pk] if one.statement.about.lasts], on)
        for faction in factions
    ]


def in_command(states: Iterable[FactionState]) -> list[Command]:
    """Return who commands for whom, in the order of the factions."""
    commanders = PREDICATE_OF["commands"].inverse
    return [
        Command(state.faction, one)
        for state in states
        for tie in state.ties
        if tie.heading == commanders
        for one in tie.lines
    ]


def _state(faction: Entity, found: list[Cited], on: str) -> FactionState:
    ties: dict[str, list[StatementLine]] = {}
    held = [one for one in found if one.grade in IN_QUESTION]
    for one in in_order_of_predicates(held):
        about = one.statement.about
        heading = about.words if one.is_outgoing else about.inverse
        ties.setdefault(heading, []).append(line(one, on=on))
    return FactionState(
        faction, [Ties(heading, lines) for heading, lines in ties.items()], len(found) - len(held)
    )
