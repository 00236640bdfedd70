"""Changes of side, as cited: where the spell of a person with one faction ends and one with another begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from archive import dates
from archive.evidence.cited import Cited
from archive.evidence.on_day import dates_of, turning_points
from archive.models import Entity, Statement


@dataclass(frozen=True)
class Spell:
    """A time with one faction: by `begun` it had begun, until `lasted` it lasted, whichever days its dates mean."""

    cited: Cited
    faction: Entity
    begun: date
    lasted: date

    @property
    def order(self) -> tuple[date, date, int]:
        return self.begun, self.lasted, self.cited.statement.pk

    @property
    def is_bounded(self) -> bool:
        """Whether anything is known of when it had begun and how long it lasted."""
        return self.begun < date.max and self.lasted > date.min


@dataclass(frozen=True)
class ChangeOfSide:
    """That a person is cited with one faction, and afterwards with another."""

    before: Cited
    after: Cited

    @property
    def left(self) -> str:
        """Say when it was last cited with the one: "last cited May 1997", "left 13 November 2001"."""
        statement = self.before.statement
        latest = max(filter(None, dates_of(statement)), key=_starts)
        is_real = statement.end_is_real and latest == statement.end
        words = turning_points(statement)[1] if is_real else gettext("last cited {when}")
        return words.format(when=dates.label(latest))

    @property
    def joined(self) -> str:
        """Say when it was first cited with the other: "first cited 25 May 1997", "joined 1994"."""
        statement = self.after.statement
        earliest = min(filter(None, dates_of(statement)), key=_ends)
        is_real = statement.start_is_real and earliest == statement.start
        words = turning_points(statement)[0] if is_real else gettext("first cited {when}")
        return words.format(when=dates.label(earliest))


def changes_of_side(found: Iterable[Cited]) -> list[ChangeOfSide]:
    """Return the changes of side of a person, in order of time; one query if there may be any.

    It is not a change if one faction is part of the other, as far as anything public says, or if a spell with either of them goes on
    beside the two. Where dates leave open which came first, nothing is said.
    """
    spells = spells_of(found)
    pairs = [
        (one, other)
        for one in spells
        for other in spells
        if _follows(one, other) and not any(_stands_between(spell, one, other) for spell in spells)
    ]
    joined = _joined({spell.faction.pk for pair in pairs for spell in pair}) if pairs else set()
    kept = [pair for pair in pairs if (pair[0].faction.pk, pair[1].faction.pk) not in joined]
    return [
        ChangeOfSide(one.cited, other.cited) for one, other in sorted(kept, key=lambda pair: pair[1].order)
    ]


def spells_of(found: Iterable[Cited]) -> list[Spell]:
    """Return the dated sides among what is cited of a person, as spells in order of their beginning."""
    spells = []
    for one in found:
        known = [edtf for edtf in dates_of(one.statement) if edtf]
        if known and one.other and one.is_outgoing and one.statement.about.is_side:
            spells.append(Spell(one, one.other, min(map(_ends, known)), max(map(_starts, known))))
    return sorted((spell for spell in spells if spell.is_bounded), key=lambda spell: spell.order)


def _follows(one: Spell, other: Spell) -> bool:
    """Return whether a spell is with another faction, began later, and when the first had ended as far as is cited."""
    begins_later = one.begun < other.begun and one.lasted < other.lasted
    return one.faction != other.faction and begins_later and one.lasted <= other.begun


def _stands_between(spell: Spell, one: Spell, other: Spell) -> bool:
    """Return whether a third spell makes it no direct change: it goes on with one of the two factions, or lies between them."""
    if spell in (one, other):
        return False
    if spell.faction == one.faction:
        return spell.begun < other.begun and (spell.lasted, spell.order) > (one.lasted, one.order)
    if spell.faction == other.faction:
        return spell.order < other.order and spell.lasted > one.lasted
    begins_between = _follows(one, spell) and spell.begun < other.begun
    return begins_between or _follows(spell, other) and spell.lasted > one.lasted


def _joined(factions: set[int]) -> set[tuple[int, int]]:
    """Return the pairs of these factions, in both directions, of which something public says that one is or became part of the other."""
    ties = Statement.objects.public().filter(
        predicate__in=("part-of", "merged-into", "renamed-to"), subject__in=factions, object__in=factions
    )
    pairs = set(ties.values_list("subject", "object"))
    return pairs | {(object, subject) for subject, object in pairs}


def _starts(edtf: str) -> date:
    return dates.to_range(edtf)[0] or date.min


def _ends(edtf: str) -> date:
    return dates.to_range(edtf)[1] or date.max
