"""What is made of a row of a data set: the columns of its event, its parties and its claims.

A data set's figures are claims of the data set, for the event holds none of its own. Each figure that is not zero is one claim; zero stands for
"none known" in these data sets. The range runs from the low to the high estimate, and the best one is kept in words; nothing is marked
as "about", as the range says how rough it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.ingest.datasets.event_row import Count, EventRow
from archive.ingest.datasets.factions import Factions
from archive.ingest.datasets.places import Places
from archive.ingest.identity import NAMESPACE
from archive.models import Claim
from archive.reference.datasets import side_in_words, signature_of
from archive.text.words import excerpt

MAX_CLAIMANT = 200


@dataclass
class RowOutline:
    """The columns of an event, of its parties by role and words, and of its claims by the column of the data set."""

    event: dict[str, object]
    parties: dict[tuple[str, str], int | None]
    claims: dict[str, dict[str, object]] = field(default_factory=dict)


def draw(row: EventRow, *, dataset: str, version: str, places: Places, factions: Factions) -> RowOutline:
    """Return what the archive would hold of a row."""
    where = row.where
    event: dict[str, object] = {
        "kind": row.kind,
        "title": row.title,
        "date_edtf": row.date_edtf,
        "place_id": places.place_of(where),
        "place_words": where.words,
        "place_precision": where.precision,
        "latitude": where.latitude,
        "longitude": where.longitude,
    }
    parties = {(side.role, side.words): factions.faction_of(side, row.date_edtf) for side in row.sides}
    claimant = claimant_words(dataset, version, row.reported_by)
    claims = {count.column: _claim(count, parties, claimant) for count in row.counts}
    return RowOutline(event, parties, claims)


def claimant_words(dataset: str, version: str, reported_by: str) -> str:
    """Return who makes the claims of a row: "UCDP GED 24.1, as reported by a Taleban spokesman"."""
    signed = signature_of(dataset, version)
    if not reported_by:
        return signed
    return excerpt(f"{signed}, as reported by {reported_by}", MAX_CLAIMANT)


def _claim(count: Count, parties: Mapping[tuple[str, str], int | None], claimant: str) -> dict[str, object]:
    of = [entity for (role, _), entity in parties.items() if role == count.role] if count.role else []
    side = of[0] if len(of) == 1 else None
    return {
        "topic": "casualties",
        "state": "killed",
        "claimant_words": claimant,
        "claimant_sort": Claim.Sort.DATA_SET,
        "low": count.low,
        "high": count.high,
        "counted": count.counted,
        "counted_entity_id": side,
        "words": count.words,
        # Without it, the dead of two sides that have no entry would look like two counts of the same people.
        "scope_words": "" if side or not count.side else side_in_words(count.side),
    }


def event_uid(dataset: str, number: str) -> uuid.UUID:
    """Return the identity of the event of a row, the same in every archive."""
    return uuid.uuid5(NAMESPACE, "\x1f".join(("event", dataset, number)))


def claim_uid(dataset: str, number: str, column: str) -> uuid.UUID:
    """Return the identity of the claim that a column of a row makes, the same in every archive."""
    return uuid.uuid5(NAMESPACE, "\x1f".join(("claim", dataset, number, column)))
