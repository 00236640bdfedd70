"""Who is cited with a side, and when: `side:taliban` as spells of days, read afresh for every search.

The node that comes of it holds the spells themselves, so whatever is cached for a search is cached for what is cited now.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from archive.models import Entity, Statement
from archive.search.language.nodes import Sides
from archive.search.parameters.choices import Window, day_number
from archive.search.records.columns import FIRST_DAY, LAST_DAY

Days = tuple[int, int]
ALL_DAYS: Days = (FIRST_DAY, LAST_DAY)
A_DAY = timedelta(days=1)


def sides_node(factions: list[Entity], *, typed: str, days: list[Window]) -> Sides:
    """Return the node for reports that name somebody cited with one of these factions at the time; one statement.

    Those who are cited with a part of a faction are with it while the part belongs to it. With `days`, windows of on:, it is asked for
    these in place of the date of each report.
    """
    asked = [(window.lower or FIRST_DAY, window.upper or LAST_DAY) for window in days]
    spells = _spells({faction.pk for faction in factions})
    if asked:
        at_that_date = {
            pk for pk, *spell in spells if all(_common((spell[0], spell[1]), day) for day in asked)
        }
        spells = {(pk, *ALL_DAYS) for pk in at_that_date}
    names = " or ".join(faction.name for faction in factions)
    return Sides(tuple(sorted(spells)), typed=typed, factions=names, on=bool(asked))


def _spells(factions: set[int]) -> set[tuple[int, int, int]]:
    """Return (id, first day, last day) of those on the side of the factions, persons and factions, parts of parts included."""
    cited = defaultdict(set)
    for subject, side, perhaps in (
        Statement.objects.public().leading_to(factions).values_list("subject", "object", "perhaps")
    ):
        cited[side].add((subject, _numbers(perhaps)))
    found: set[tuple[int, int, int]] = set()
    waiting = [(faction, ALL_DAYS) for faction in factions]
    seen = set(waiting)
    while waiting:
        side, within = waiting.pop()
        for subject, days in cited[side]:
            common = _common(days, within)
            if common and (subject, common) not in seen:
                seen.add((subject, common))
                found.add((subject, *common))
                waiting.append((subject, common))
    return found


def _numbers(days) -> Days:
    """Return the first and last day of a range as numbers yyyymmdd."""
    first = FIRST_DAY if days.lower is None else day_number(days.lower)
    last = LAST_DAY if days.upper is None else day_number(days.upper - A_DAY)
    return first, last


def _common(one: Days, other: Days) -> Days | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None
