"""What is cited of entities as data: the same as on their pages, with dates in EDTF and the grade on the day asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from archive.evidence.changes import ChangeOfSide
from archive.evidence.cited import Cited
from archive.models import Entity
from archive.presentation.sides import CitedSides, DateParameter
from archive.presentation.statements import EvidenceLine, StatementLine, line
from archive.presentation.states import FactionState


def sides_as_data(entity: Entity, sides: CitedSides, root: str) -> dict[str, Any]:
    """Return what is cited of an entity; of the members of a faction one page. `root` is the address of the site without a slash at its end."""
    page = next((part.page for part in sides.parts if part.page), None)
    return {
        **entity_as_data(entity),
        "url": root + entity.get_absolute_url(),
        "on": day_as_data(sides.asked),
        "statements": [statement_as_data(one, sides.asked.edtf, root) for one in sides.found],
        "changes": [_change(change) for part in sides.parts for change in part.changes],
        "members_page": page.number if page else 1,
        "members_pages": page.paginator.num_pages if page else 1,
    }


def states_as_data(states: list[FactionState], others: list[Entity]) -> dict[str, Any]:
    """Return the state of factions on a day: what is cited of each, certainly or possibly, and those of which that is not known."""
    return {
        "factions": [
            entity_as_data(state.faction)
            | {
                "ties": [
                    {"relation": tie.heading, "with": [_tied(one) for one in tie.lines]} for tie in state.ties
                ],
                "other_statements": state.others,
            }
            for state in states
        ],
        "not_known": [entity_as_data(faction) for faction in others],
    }


def entity_as_data(entity: Entity) -> dict[str, Any]:
    """Return how data name an entity."""
    return {"kind": entity.kind, "entity": entity.slug, "name": entity.name}


def day_as_data(asked: DateParameter) -> dict[str, str] | None:
    """Return the day asked for as typed, in EDTF and in words; None if none was."""
    return {"typed": asked.typed, "edtf": asked.edtf, "words": asked.words} if asked.edtf else None


def statement_as_data(one: Cited, on: str, root: str) -> dict[str, Any]:
    """Return a statement: who, what, when in EDTF, its grade on a day, and the words that it rests on."""
    statement, shown = one.statement, line(one, on=on)
    return {
        "id": statement.pk,
        "predicate": statement.predicate,
        "subject": entity_as_data(statement.subject),
        "object": entity_as_data(statement.object) if statement.object else None,
        "words": shown.words,
        "value": statement.value,
        "value_in_words": shown.value,
        "role": shown.role,
        "rank": shown.rank,
        "start": statement.start,
        "start_is_real": statement.start_is_real,
        "first_cited": statement.first_cited,
        "last_cited": statement.last_cited,
        "end": statement.end,
        "end_is_real": statement.end_is_real,
        "surely": _days(statement.surely),
        "perhaps": _days(statement.perhaps),
        "period": shown.period,
        "certainty": shown.certainty,
        "grade": shown.grade or None,
        "grade_in_words": shown.surely or None,
        "reason": shown.reason,
        "note": shown.note,
        "unsourced_reason": shown.unsourced_reason,
        "evidence": [_evidence(given, root) for given in shown.sources],
    }


def _days(span) -> list[str | None] | None:
    """Return the first and the last day of a range, None where it is open; None for no days at all."""
    if span is None or span.isempty:
        return None
    last = span.upper and span.upper - timedelta(days=1)
    return [day.isoformat() if day else None for day in (span.lower, last)]


def _change(change: ChangeOfSide) -> dict[str, Any]:
    before, after = change.before.other, change.after.other
    return {
        "from": entity_as_data(before) if before else None,
        "left": change.left,
        "to": entity_as_data(after) if after else None,
        "joined": change.joined,
    }


def _tied(one: StatementLine) -> dict[str, Any]:
    return {
        "entity": entity_as_data(one.other) if one.other else None,
        "role": one.role,
        "rank": one.rank,
        "period": one.period,
        "grade": one.grade,
        "grade_in_words": one.surely,
    }


def _evidence(given: EvidenceLine, root: str) -> dict[str, Any]:
    return {
        "source": given.name,
        "date_in_words": given.date,
        "url": root + given.url if given.url else "",
        "words": given.words,
        "contradicts": given.contradicts,
        "note": given.note,
    }
