"""Import uploaded files of data sets in the background."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from archive.ingest.datasets.files import file_kind, read_file
from archive.ingest.datasets.load import load_rows
from archive.ingest.datasets.place_events import evidence_waiting, place_events
from archive.ingest.keeping import whether_stopped
from archive.ingest.uploads import as_file, captured_file, kept_capture
from archive.models import Batch

MEDIA_TYPE = "text/csv"


def import_later(*, content: bytes, name: str, user, dry_run: bool, **told) -> Batch:
    """Keep an uploaded file byte for byte, and queue its import; return the batch that waits for it.

    Args:
        told: version, order, whole and encoding, as `load_rows` and `read_file` take them.

    Raises:
        CellError, RecordError: it is not a file of a data set, or cannot be read.
    """
    with as_file(content) as path:
        kind = file_kind(path, told=told.get("encoding", ""))
    with transaction.atomic():
        capture = kept_capture(content, name=name, media_type=MEDIA_TYPE, encoding=told.get("encoding", ""))
        told |= {"dataset": kind.dataset, "dry_run": dry_run}
        if kind.is_private and not told.get("version"):
            told["version"] = str(timezone.localdate())
        return _queue(capture.pk, name, user, told)


def import_again(*, batch: Batch, user) -> Batch:
    """Queue the import of the same file once more: what a trial showed, or what was interrupted, is then imported."""
    with transaction.atomic():
        options = {name: value for name, value in batch.options.items() if name not in ("notices", "capture")}
        return _queue(batch.options["capture"], batch.label, user, options | {"dry_run": False})


def stop_import(*, batch: Batch) -> bool:
    """Ask a running import to finish the rows in hand and stop; return whether it was running."""
    return bool(
        Batch.objects.filter(pk=batch.pk, status=Batch.Status.RUNNING).update(status=Batch.Status.INTERRUPTED)
    )


def _queue(capture_id: int, label: str, user, options: dict) -> Batch:
    batch = Batch.objects.create(
        label=label[:300], user=user, status=Batch.Status.WAITING, options=options | {"capture": capture_id}
    )
    import_dataset.defer(batch_id=batch.pk)
    return batch


@app.task(name="import_dataset", queue="ingest", lock="import_dataset", retry=3)
def import_dataset(*, batch_id: int) -> dict[str, int]:
    """Import the file of a batch that waits, or go on with one whose worker was killed; one that has ended is left alone."""
    open_batches = Batch.objects.filter(status__in=[Batch.Status.WAITING, Batch.Status.RUNNING])
    batch = open_batches.filter(pk=batch_id).first()
    if batch is None:
        return {}
    asked = batch.options
    with captured_file(asked["capture"]) as path:
        outcome = load_rows(
            read_file(path, batch.label, told=asked.get("encoding", "")),
            label=batch.label,
            version=asked.get("version", ""),
            order=asked.get("order", ""),
            whole=asked.get("whole", False),
            user=batch.user,
            dry_run=asked["dry_run"],
            batch=batch,
            capture_id=asked["capture"],
            stop=bool if asked["dry_run"] else whether_stopped(batch_id),
        )
    return {"read": outcome.read, "created": outcome.created, "updated": outcome.updated}


def place_events_later() -> bool:
    """Queue a look for the places of events that have none, within the transaction that added one; return whether any event waits."""
    if not evidence_waiting().exists():
        return False
    try:
        with transaction.atomic():
            place_waiting_events.defer()
    except AlreadyEnqueued:
        pass  # one look finds all
    return True


@app.task(name="place_events", queue="ingest", lock="import_dataset", queueing_lock="place_events", retry=3)
def place_waiting_events() -> dict[str, int]:
    """Look up the places of events of data sets that have none."""
    return asdict(place_events())
