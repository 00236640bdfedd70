"""Import uploaded registers in the background, and take such imports back."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import transaction
from procrastinate.contrib.django import app

from archive.ingest.entities.column_memory import recall_columns, remember_columns
from archive.ingest.entities.columns import Column
from archive.ingest.entities.formats import RegisterReading, columns_in, format_of, read_register
from archive.ingest.entities.geonames import FEATURES
from archive.ingest.entities.load import load_entities
from archive.ingest.entities.take_back import ImportTakeBackError, take_back_import
from archive.ingest.keeping import whether_stopped
from archive.ingest.uploads import as_file, captured_file, kept_capture
from archive.models import Batch

MEDIA_TYPE = "application/octet-stream"


def keep_upload(*, content: bytes, name: str, user, **told) -> tuple[Batch, list[Column]]:
    """Keep an uploaded register byte for byte, with a batch that waits; return it, and what the columns of a table are taken for.

    Args:
        told: kind, register, encoding and draft, as the command takes them.

    Raises:
        RecordError, ColumnsError: it is not a register of a known format, or cannot be read.
    """
    with as_file(content) as path:
        format_of(path)
        columns = columns_in(
            path, RegisterReading(encoding=told.get("encoding", ""), recalled=recall_columns)
        )
    with transaction.atomic():
        capture = kept_capture(content, name=name, media_type=MEDIA_TYPE, encoding=told.get("encoding", ""))
        options = told | {"entities": True, "capture": capture.pk}
        return Batch.objects.create(
            label=name[:300], user=user, status=Batch.Status.WAITING, options=options
        ), columns


def begin_import(*, batch: Batch, dry_run: bool, columns: dict[str, str] | None = None) -> None:
    """Queue the import of a batch that waits, or a trial of it, with what its columns were said to be."""
    with transaction.atomic():
        batch.options |= {"dry_run": dry_run, "columns": columns or {}}
        if not dry_run:
            remember_columns([label for label, _ in batch.options.get("asked", ())], columns or {})
        batch.save(update_fields=["options"])
        import_register.defer(batch_id=batch.pk)


def import_register_again(*, batch: Batch, user) -> Batch:
    """Queue the import of the same file once more: what a trial showed, or what was interrupted, is then imported."""
    with transaction.atomic():
        left_out = ("notices", "taken_back")
        options = {name: value for name, value in batch.options.items() if name not in left_out}
        fresh = Batch.objects.create(
            label=batch.label, user=user, status=Batch.Status.WAITING, options=options
        )
        begin_import(batch=fresh, dry_run=False, columns=options.get("columns"))
        return fresh


@app.task(name="import_register", queue="ingest", lock="import_register", retry=3)
def import_register(*, batch_id: int) -> dict[str, int]:
    """Import the file of a batch that waits, or go on with one whose worker was killed; one that has ended is left alone."""
    open_batches = Batch.objects.filter(status__in=[Batch.Status.WAITING, Batch.Status.RUNNING])
    batch = open_batches.filter(pk=batch_id).first()
    if batch is None:
        return {}
    asked = batch.options
    columns = asked.get("columns") or {}
    reading = RegisterReading(
        asked.get("kind", ""),
        asked.get("register", ""),
        columns,
        FEATURES,
        asked.get("encoding", ""),
        recalled=recall_columns,
    )
    with captured_file(asked["capture"]) as path:
        outcome = load_entities(
            read_register(path, batch.label, reading),
            label=batch.label,
            visibility="draft" if asked.get("draft") else "public",
            user=batch.user,
            dry_run=asked["dry_run"],
            batch=batch,
            stop=bool if asked["dry_run"] else whether_stopped(batch_id),
        )
    return {"read": outcome.read, "created": outcome.created, "updated": outcome.updated}


def take_back_later(*, batch: Batch, user) -> None:
    """Queue taking an import back."""
    with transaction.atomic():
        batch.options |= {"taken_back": {"by": user.get_username(), "state": "queued"}}
        batch.save(update_fields=["options"])
        take_import_back.defer(batch_id=batch.pk, user_id=user.pk)


@app.task(name="take_import_back", queue="ingest", lock="import_register", retry=3)
def take_import_back(*, batch_id: int, user_id: int | None = None) -> dict[str, int]:
    """Take an import of entities back, and keep with it what stays."""
    batch = Batch.objects.get(pk=batch_id)
    user = get_user_model().objects.filter(pk=user_id).first() if user_id else None
    try:
        done = take_back_import(batch=batch, user=user)
    except ImportTakeBackError as error:
        batch.options["taken_back"] = {"state": "refused", "told": [str(error)]}
        batch.save(update_fields=["options"])
        return {}
    counts = {"entities": done.entities, "names": done.names, "ids": done.ids, "restored": done.restored}
    batch.options["taken_back"] = {"state": "done", "told": done.told, **counts}
    batch.save(update_fields=["options"])
    return counts
