"""Add rows of a data set with what is made of them: events, their parties, identifiers, claims and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.ingest.datasets.drawn import RowOutline, claim_uid, event_uid
from archive.ingest.datasets.files import ReadRow
from archive.ingest.write import set_ids_aside
from archive.models import Claim, DatasetRow, Event, EventIdentifier, EventParty, Evidence
from archive.models.among import among
from archive.models.bulk import copy_rows
from archive.reference.datasets import DATASET_OF

COLUMNS = (
    "id", "dataset", "is_private", "batch_id", "capture_id", "number", "version", "values", "origin", "row",
)  # fmt: skip


@dataclass
class NewRow:
    """A row to add, its number, its version, and what was made of it; None for rows that are not events."""

    read: ReadRow
    number: str
    version: str
    drawn: RowOutline | None


def add_rows(new: Sequence[NewRow], *, batch_id: int, capture_id: int | None) -> None:
    """Add rows of one data set. An event that has the number of a row already takes the row as evidence, and is left as it is."""
    if not new:
        return
    dataset = new[0].read.kind.dataset
    ids = set_ids_aside(DatasetRow, len(new))
    common = (dataset, DATASET_OF[dataset].is_private, batch_id, capture_id)
    values = (
        (pk, *common, row.number, row.version, row.read.values, row.read.origin[-1000:], row.read.position)
        for pk, row in zip(ids, new, strict=True)
    )
    copy_rows(DatasetRow, COLUMNS, values)
    told = [(row, made, row.drawn) for row, made in zip(new, ids, strict=True) if row.drawn]
    if not told:
        return
    known = events_of(dataset, [row.number for row, _, _ in told])
    fresh = [(row, drawn) for row, _, drawn in told if row.number not in known]
    known |= _add_events(dataset, fresh)
    evidence = [Evidence(event_id=known[row.number], dataset_row_id=made) for row, made, _ in told]
    claims = [
        (Claim(uid=claim_uid(dataset, row.number, column), event_id=known[row.number], **values), made)
        for row, made, drawn in told
        for column, values in drawn.claims.items()
    ]
    Claim.objects.bulk_create(claim for claim, _ in claims)
    evidence += [Evidence(claim=claim, dataset_row_id=made) for claim, made in claims]
    Evidence.objects.bulk_create(evidence)


def events_of(dataset: str, numbers: Sequence[str]) -> dict[str, int]:
    """Return number -> id of the event that has it."""
    found = EventIdentifier.objects.filter(scheme=dataset, value__in=among(numbers, "text"))
    return dict(found.values_list("value", "event_id"))


def _add_events(dataset: str, fresh: list[tuple[NewRow, RowOutline]]) -> dict[str, int]:
    events = Event.objects.bulk_create(
        Event(uid=event_uid(dataset, row.number), **drawn.event) for row, drawn in fresh
    )
    EventIdentifier.objects.bulk_create(
        EventIdentifier(event=event, scheme=dataset, value=row.number)
        for (row, _), event in zip(fresh, events, strict=True)
    )
    EventParty.objects.bulk_create(
        EventParty(event=event, role=role, words=words, entity_id=entity)
        for (_, drawn), event in zip(fresh, events, strict=True)
        for (role, words), entity in drawn.parties.items()
    )
    return {row.number: event.pk for (row, _), event in zip(fresh, events, strict=True)}
