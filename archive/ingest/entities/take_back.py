"""Take back an import of entities: remove what it added and restore what it changed, unless somebody has worked on it since.

The history says what an import added and changed: its reason names the batch. Done in chunks of one transaction each; run again, it goes
on where it was stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pghistory
from django.apps import apps
from django.db import transaction
from django.db.models import Q

from archive.ingest.entities.owners import is_import
from archive.matching.jobs import MAX_TEXTS, names_added
from archive.models import (
    Batch,
    Claim,
    DatasetActor,
    Entity,
    Event,
    EventParty,
    ExternalId,
    Mention,
    Name,
    Statement,
    UnsettledRecord,
)

CHUNK, MAX_TOLD = 500, 50
WATCHED = (Entity, Name, ExternalId)


class ImportTakeBackError(Exception):
    """Raised when an import cannot be taken back; the message says why."""


@dataclass
class TakenBackImport:
    """How many entries, names and identifiers were removed and columns restored, and what stays, in words."""

    entities: int = 0
    names: int = 0
    ids: int = 0
    restored: int = 0
    told: list[str] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)

    def tell(self, sentence: str) -> None:
        if len(self.told) < MAX_TOLD:
            self.told.append(sentence)

    def changed(self, texts: Iterable[str]) -> None:
        if len(self.texts) <= MAX_TEXTS:
            self.texts.update(texts)


def take_back_import(*, batch: Batch, user=None) -> TakenBackImport:
    """Take back an import of entities.

    Raises:
        ImportTakeBackError: it is not an import of entities, or is still running.
    """
    if "entities" not in batch.options or batch.options.get("dry_run"):
        raise ImportTakeBackError("Only imports of entries that wrote something can be taken back.")
    if batch.status in (Batch.Status.WAITING, Batch.Status.RUNNING):
        raise ImportTakeBackError("It has not ended: stop it first.")
    done = TakenBackImport()
    who = user.pk if user else None
    # Its reason begins like that of an import: the same file may be imported again.
    with pghistory.context(user=who, reason=f"import batch {batch.pk} taken back"):
        for ids in _chunks(_added(batch, Entity), newest_first=True):
            with transaction.atomic():
                _remove_entities(ids, done)
        for model in (Name, ExternalId):
            for ids in _chunks(_added(batch, model)):
                with transaction.atomic():
                    _remove_parts(model, ids, batch, done)
        for changed in (Entity, Name):
            for ids in _chunks(_in_batch(batch, changed, "changed")):
                with transaction.atomic():
                    _restore(changed, ids, batch, done)
        with transaction.atomic():
            UnsettledRecord.objects.waiting().filter(batch=batch).delete()
            names_added(texts=done.texts)
    return done


def _events(model):
    return apps.get_model("archive", f"{model.__name__}Event").objects.all()


def _in_batch(batch: Batch, model, label: str):
    """Return the ids of the rows that an import added or changed and that are still there."""
    events = _events(model).filter(pgh_label=label, pgh_context__metadata__reason=f"import batch {batch.pk}")
    return (
        model._base_manager.filter(pk__in=events.values("pgh_obj_id"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _added(batch: Batch, model):
    return _in_batch(batch, model, "added")


def _chunks(ids, *, newest_first: bool = False) -> Iterator[list[int]]:
    """Yield ids in lists; those added last first, as what lies in a place was added after it."""
    found = list(ids)
    if newest_first:
        found.reverse()
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]


# What was added


def _remove_entities(ids: list[int], done: TakenBackImport) -> None:
    rows = Entity.objects.select_for_update(of=["self"]).filter(pk__in=ids).order_by("pk")
    names = dict(rows.values_list("pk", "name"))
    held = _worked_on(ids) | _relied_on(ids)
    while inside := _holding(set(ids) - held):  # what stays keeps the places around it
        held |= inside
    for pk in sorted(held):
        done.tell(f"“{names.get(pk, pk)}” stays: it was worked on, or something rests on it")
    gone = [pk for pk in ids if pk not in held]
    texts = Name.objects.filter(entity__in=gone).values_list("text", flat=True)
    done.changed(texts)
    Entity.objects.filter(pk__in=gone, parent__in=gone).update(parent=None)
    Entity.objects.filter(pk__in=gone).delete()
    done.entities += len(gone)


def _holding(ids: set[int]) -> set[int]:
    """Return which of these places hold others that are not among them."""
    parts = Entity.objects.filter(parent__in=ids).exclude(pk__in=ids)
    return set(parts.values_list("parent_id", flat=True))


def _worked_on(ids: Sequence[int]) -> set[int]:
    """Return the entities that somebody changed, with their names and identifiers, since an import added them."""
    found: set[int] = set()
    for model in WATCHED:
        column = "pgh_obj_id" if model is Entity else "entity_id"
        events = _events(model).filter(**{f"{column}__in": ids})
        for pk, metadata in events.values_list(column, "pgh_context__metadata"):
            if not is_import(metadata):
                found.add(pk)
    return found


def _relied_on(ids: Sequence[int]) -> set[int]:
    """Return the entities that statements, claims, events or curators' mentions name."""
    decided = Q(method=Mention.Method.CURATOR) | Q(reviewed_at__isnull=False)
    found = set(Mention.objects.filter(decided, entity__in=ids).values_list("entity_id", flat=True))
    for model in (Statement, Claim, Event, EventParty, DatasetActor):
        for column in model._meta.concrete_fields:
            if column.is_relation and column.related_model is Entity:
                found |= set(
                    model._base_manager.filter(**{f"{column.name}__in": ids}).values_list(
                        column.attname, flat=True
                    )
                )
    return found & set(ids)


def _remove_parts(model, ids: list[int], batch: Batch, done: TakenBackImport) -> None:
    """Remove names or identifiers that the import added to other entities, and that nobody has changed."""
    changed = {
        pk
        for pk, metadata in _events(model)
        .filter(pgh_obj_id__in=ids)
        .values_list("pgh_obj_id", "pgh_context__metadata")
        if not is_import(metadata)
    }
    own = _events(Entity).filter(pgh_label="added", pgh_context__metadata__reason=f"import batch {batch.pk}")
    rows = model._base_manager.filter(pk__in=ids).exclude(entity__in=own.values("pgh_obj_id"))
    if model is Name:
        rows = rows.filter(is_primary=False)
    for row in rows.filter(pk__in=changed).select_related("entity"):
        done.tell(f"“{row}” of {row.entity} stays: it was changed since")
    gone = rows.exclude(pk__in=changed)
    if model is Name:
        done.changed(gone.values_list("text", flat=True))
        done.names += gone.count()
    else:
        done.ids += gone.count()
    gone.delete()


# What was changed


def _restore(model, ids: list[int], batch: Batch, done: TakenBackImport) -> None:
    """Give columns the value that they had before the import, unless they have changed again."""
    now = {
        row.pk: row
        for row in model._base_manager.select_for_update(of=["self"]).filter(pk__in=ids).order_by("pk")
    }
    later: dict[int, object] = dict(now)
    wanted: dict[int, dict[str, object]] = {}
    events = _events(model).filter(pgh_obj_id__in=ids, pgh_label="changed").order_by("-pgh_id")
    for event in events.select_related("pgh_context"):
        pk = event.pgh_obj_id
        reason = (event.pgh_context.metadata if event.pgh_context else {}).get("reason")
        if reason == f"import batch {batch.pk}":
            for name in _columns(model, event):
                before, written = getattr(event, name), getattr(later[pk], name)
                if before != written and getattr(now[pk], name) == written:
                    wanted.setdefault(pk, {})[name] = before
                elif before != written and getattr(now[pk], name) != before:
                    done.tell(
                        f"“{now[pk]}”: {name.removesuffix('_edtf').replace('_', ' ')} was changed since, and stays"
                    )
        later[pk] = event
    for pk, values in wanted.items():
        row = now[pk]
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=[name.removesuffix("_id") for name in values])
        done.restored += len(values)
        done.changed([str(value) for name, value in values.items() if name in ("name", "text")])


def _columns(model, event) -> list[str]:
    fields = model._meta.concrete_fields
    return [
        column.attname
        for column in fields
        if hasattr(event, column.attname) and not column.generated and not column.primary_key
    ]
