"""Restore a deleted record with everything deleted with it, as far as the history has it and nothing has taken its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from archive.curation.match_again import MatchedAgain, match_again
from archive.curation.take_back import GIVE_PRIMARY_NAMES
from archive.models import (
    Article,
    Attachment,
    BoilerplateRule,
    Claim,
    DatasetActor,
    Entity,
    Event,
    EventIdentifier,
    EventParty,
    Evidence,
    ExternalId,
    Mention,
    Name,
    Passage,
    PastSlug,
    PastSource,
    Source,
    Statement,
    Step,
    UnrelatedReport,
)
from archive.models.addresses import free_slug

# What is deleted with a record, and its foreign key to it or to such a part; rows that others point to come first.
PARTS = {
    Entity: (
        (Name, "entity"), (ExternalId, "entity"), (PastSlug, "entity"), (Mention, "entity"),
        (Statement, "subject"), (Statement, "object"), (Evidence, "statement"),
        (DatasetActor, "entity"),
    ),
    Source: ((PastSource, "source"), (BoilerplateRule, "source")),
    Article: (
        (Attachment, "article"), (Mention, "article"), (Passage, "article"), (Evidence, "passage"), (UnrelatedReport, "article"),
    ),
    Statement: ((Evidence, "statement"),),
    Event: ((EventParty, "event"), (EventIdentifier, "event"), (Evidence, "event"), (UnrelatedReport, "event")),
    Claim: ((Evidence, "claim"),),
}  # fmt: skip


NOUNS = {
    ExternalId: ("identifier", "identifiers"),
    PastSlug: ("earlier address", "earlier addresses"),
    PastSource: ("earlier address", "earlier addresses"),
    BoilerplateRule: ("cleaning rule", "cleaning rules"),
}


class BringBackError(Exception):
    """Raised when a record cannot be restored; the message says why, `merge` is the step to take back instead."""

    def __init__(self, text: str, merge: Step | None = None):
        super().__init__(text)
        self.merge = merge


@dataclass
class BroughtBack:
    """The record, the number of rows of each kind restored with it, a sentence about each that could not be, and what was matched again."""

    record: models.Model
    rows: dict[type[models.Model], list] = field(default_factory=dict)
    came: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    matched: MatchedAgain = MatchedAgain()


def bring_back(*, model, event) -> BroughtBack:
    """Restore a deleted record with its key, and the rows of its PARTS that were deleted in the same action.

    Args:
        event: the deletion, from the history.

    Raises:
        BringBackError: it was merged into another, or conflicts with what the archive now holds.
    """
    refuse_merged(model, event)
    with transaction.atomic():
        _putting_back("on")
        done = BroughtBack(_record(model, event))
        _find_free_slug(done)
        _check(done.record)
        done.record.save(force_insert=True)
        for part, foreign_key in PARTS.get(model._meta.concrete_model, ()):
            _bring_part(done, part, foreign_key, event)
        _putting_back("")
        if isinstance(done.record, Entity):
            with connection.cursor() as cursor:
                cursor.execute(GIVE_PRIMARY_NAMES, [[done.record.pk]])
        done.record = model._base_manager.get(pk=done.record.pk)
        done.matched = match_again(record=done.record)
    return done


def refuse_merged(model, event) -> None:
    """Raise BringBackError for a record that was merged: restored alone it would be empty, as another record has everything it had."""
    merge = merge_that_took(model, event.pgh_obj_id)
    if merge:
        raise BringBackError(
            f"{event.name} was merged into another. Take the merge back: that brings all of it back.", merge
        )
    if model._meta.concrete_model is Entity and _names_moved(event):
        raise BringBackError(
            f"{event.name} was merged into another before merges could be taken back: its names and mentions are "
            "there. Make a new entry, and give it the names that belong to it."
        )


def merge_that_took(model, pk: int) -> Step | None:
    """Return the merge, if not taken back, that deleted a record."""
    name = model._meta.concrete_model._meta.model_name
    return Step.objects.merges().standing().deleting(name, pk).first()


def _names_moved(event) -> bool:
    """Return whether the action that deleted an entity moved its names to another."""
    moved = apps.get_model("archive", "NameEvent").objects.filter(
        entity_id=event.pgh_obj_id, pgh_label="changed", pgh_context_id=event.pgh_context_id
    )
    if event.pgh_context_id is None:
        moved = moved.filter(pgh_created_at=event.pgh_created_at)
    return moved.exclude(pgh_obj_id__in=_own_deleted_names(event)).exists()


def _own_deleted_names(event):
    gone = apps.get_model("archive", "NameEvent").objects.filter(
        entity_id=event.pgh_obj_id, pgh_label="deleted"
    )
    return gone.values("pgh_obj_id")


def _putting_back(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('archive.putting_back', %s, true)", [value])


def restorable_columns(model, event) -> list[models.Field]:
    """Return the columns of a model that an event holds and that can be written."""
    fields = model._meta.concrete_fields
    return [field for field in fields if hasattr(event, field.attname) and not field.generated]


def _record(model, event):
    return model(
        **{field.attname: getattr(event, field.attname) for field in restorable_columns(model, event)}
    )


def _find_free_slug(done: BroughtBack) -> None:
    record = done.record
    if not hasattr(record, "slug"):
        return
    same_kind = {"kind": record.kind} if isinstance(record, Entity) else {}
    others = type(record)._base_manager.filter(**same_kind)
    if others.filter(slug=record.slug).exists():
        free = free_slug(record.slug, others)
        done.told.append(f"Its address “{record.slug}” now belongs to another: it was given “{free}”.")
        record.slug = free


def _check(record) -> None:
    for column in type(record)._meta.concrete_fields:
        if isinstance(column, models.ForeignKey) and (pk := getattr(record, column.attname)) is not None:
            there = column.related_model._base_manager.filter(pk=pk).exists()
            if not there and column.null:
                setattr(record, column.attname, None)
            elif not there:
                raise BringBackError(f"Its {column.verbose_name} is no longer there: bring that back first.")
    try:
        record.full_clean()
    except ValidationError as error:
        raise BringBackError(" ".join(error.messages)) from error


def _bring_part(done: BroughtBack, part, foreign_key: str, event) -> None:
    """Restore the rows of a part that were deleted with the record; say how many could not be, and why."""
    events = apps.get_model("archive", f"{part._meta.concrete_model.__name__}Event").objects
    same_act = {"pgh_created_at": event.pgh_created_at, "pgh_context_id": event.pgh_context_id}
    owner = part._meta.get_field(foreign_key).related_model
    owners = [done.record.pk] if isinstance(done.record, owner) else done.rows.get(owner, [])
    gone = events.filter(pgh_label="deleted", **{f"{foreign_key}__in": owners}, **same_act)
    rows = [_record(part, row) for row in gone.order_by("pgh_id")]
    if not rows:
        return
    whole = with_their_kin(part, rows)
    placed = [row for row in whole if has_room(row)]
    part._base_manager.bulk_create(placed)
    done.rows.setdefault(part, []).extend(row.pk for row in placed)
    noun, nouns = NOUNS.get(part, (str(part._meta.verbose_name), str(part._meta.verbose_name_plural)))
    if placed:
        done.came[noun if len(placed) == 1 else nouns] = len(placed)
    _tell(done, len(rows) - len(whole), noun, nouns, "what {} belonged to no longer exists")
    _tell(done, len(whole) - len(placed), noun, nouns, "something else has taken {} place")


def _tell(done, count, noun, nouns, why) -> None:
    if count:
        one = count == 1
        word = ("it" if one else "they") if "belonged" in why else ("its" if one else "their")
        done.told.append(f"{count:,} {noun if one else nouns} could not come back: {why.format(word)}.")


def with_their_kin(model, rows):
    """Drop rows that point to something deleted since; if the pointer is nullable, clear it instead."""
    for column in model._meta.concrete_fields:
        if not isinstance(column, models.ForeignKey):
            continue
        wanted = {getattr(row, column.attname) for row in rows} - {None}
        there = set(column.related_model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        for row in rows if column.null else []:
            if getattr(row, column.attname) not in there:
                setattr(row, column.attname, None)
        rows = [row for row in rows if column.null or getattr(row, column.attname) in there]
    return rows


def has_room(row) -> bool:
    """Return whether no other row has taken this one's place."""
    others = type(row)._base_manager
    if others.filter(pk=row.pk).exists():
        return False
    for unique in type(row)._meta.constraints:
        if isinstance(unique, models.UniqueConstraint) and unique.condition is None:
            place = {name: getattr(row, row._meta.get_field(name).attname) for name in unique.fields}
            empty = {f"{name}__isnull": True for name, value in place.items() if value is None}
            same = {name: value for name, value in place.items() if value is not None}
            if others.filter(**same, **empty).exists() and (unique.nulls_distinct is False or not empty):
                return False
    return True
