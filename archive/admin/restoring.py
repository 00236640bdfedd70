"""Bring rows back from their history: an earlier version of one, or one that was deleted and what went with it."""

from __future__ import annotations

from django.db import models

from archive.admin import versions

NEVER = {"id", "created_at", "updated_at", "linked_digest"}


def put_back(obj, event, *, kept=()) -> None:
    """Give a record the values that it had in an event, and save it.

    Raises:
        ValidationError: where they are not valid any more, such as a slug that another record has by now.
    """
    for field in columns_kept(type(obj), event):
        if field.name not in NEVER and field.name not in kept:
            setattr(obj, field.attname, getattr(event, field.attname))
    obj.full_clean()
    obj.save()


def recover(model, event, parts=()):
    """Bring back a deleted record with its key, and the rows of its parts that were deleted in the same step.

    Args:
        parts: pairs of a model and the name of its foreign key to the record.

    Returns:
        The record.

    Raises:
        ValidationError: where it cannot stand beside what the archive holds by now.
    """
    obj = _as_row(model, event)
    obj.full_clean()
    obj.save(force_insert=True)
    for part, foreign_key in parts:
        gone = versions.events_of(part).filter(pgh_label=versions.DELETED, **{foreign_key: obj.pk})
        rows = [_as_row(part, row) for row in gone.filter(pgh_created_at=event.pgh_created_at)]
        part._base_manager.bulk_create(_with_their_kin(part, rows), ignore_conflicts=True)
    return model._base_manager.get(pk=obj.pk)


def columns_kept(model, event):
    """Return the columns of a model that an event holds and that can be written."""
    fields = model._meta.concrete_fields
    return [field for field in fields if hasattr(event, field.attname) and not field.generated]


def _as_row(model, event):
    return model(**{field.attname: getattr(event, field.attname) for field in columns_kept(model, event)})


def _with_their_kin(model, rows):
    """Leave out rows that point to something deleted since; where the pointer may be empty, empty it."""
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        wanted = {getattr(row, field.attname) for row in rows} - {None}
        there = set(field.related_model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        for row in rows if field.null else []:
            setattr(
                row,
                field.attname,
                getattr(row, field.attname) if getattr(row, field.attname) in there else None,
            )
        rows = [row for row in rows if field.null or getattr(row, field.attname) in there]
    return rows
