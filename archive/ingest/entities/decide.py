"""Decide what a record that an import could not tell from an entity is: an entry of the archive, a new one, or nothing wanted."""

from __future__ import annotations

from dataclasses import dataclass

import pghistory
from django.db import transaction
from django.utils import timezone

from archive.ingest.entities.add import NewEntity, add_entities
from archive.ingest.entities.change import EntityChange, change_entities
from archive.ingest.entities.match import ComparedEntities, LikelyEntity, entities_of
from archive.ingest.entities.parents import Parents
from archive.ingest.entities.record import from_values
from archive.ingest.write import set_ids_aside
from archive.matching.jobs import names_added
from archive.models import Entity, UnsettledRecord

Decision = UnsettledRecord.Decision


class DecisionError(Exception):
    """Raised when a record cannot be decided so; the message says why."""


@dataclass(frozen=True)
class Settled:
    """What a record was decided to be: its entity if it has one, and what of it was kept as it was."""

    entity: Entity | None
    kept: tuple[str, ...] = ()


def likely_entities(record: UnsettledRecord) -> list[LikelyEntity]:
    """Return the entities that a record may be as things stand, the likeliest first."""
    given = from_values(record.values)
    return ComparedEntities(record.kind, given.register).likely(given)


def settle(*, record: UnsettledRecord, decision: str, user, entity: Entity | None = None) -> Settled:
    """Decide a record that waits.

    Args:
        entity: which entry it is, where the decision is that it is one.

    Raises:
        DecisionError: it is decided already, the entry is of another kind, or its number belongs to another.
    """
    with transaction.atomic():
        record = UnsettledRecord.objects.select_for_update(of=["self"]).get(pk=record.pk)
        if record.decision != Decision.WAITING:
            raise DecisionError(
                f"Somebody has already decided on this record: it {record.get_decision_display()}."
            )
        with pghistory.context(
            user=user.pk if user else None, reason=f"import batch {record.batch_id}: decided"
        ):
            done = _settle(record, decision, entity)
        record.decision, record.entity = decision, done.entity
        record.decided_by, record.decided_at = user, timezone.now()
        record.save(update_fields=["decision", "entity", "decided_by", "decided_at"])
        return done


def _settle(record: UnsettledRecord, decision: str, entity: Entity | None) -> Settled:
    if decision == Decision.LEFT:
        return Settled(None)
    given, parents = from_values(record.values), Parents()
    known = entities_of([given.own_id]).get(given.own_id)
    parents.learn([given])
    if decision == Decision.NEW:
        if known:
            raise DecisionError("An entry has its number already: reload the page.")
        (pk,) = set_ids_aside(Entity, 1)
        add_entities([NewEntity(pk, given, parents.of(given))])
        names_added(texts=given.texts)
        return Settled(Entity.objects.get(pk=pk))
    if entity is None or entity.kind != given.kind:
        raise DecisionError("Choose the entry that it is, of the same kind.")
    if known and known != entity.pk:
        raise DecisionError("Another entry has its number already: merge the two if they are one.")
    change = EntityChange(given, entity, parents.of(given))
    change_entities([change])
    names_added(texts=change.texts)
    return Settled(entity, tuple(dict.fromkeys(change.kept)))
