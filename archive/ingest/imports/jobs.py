"""Imports in the background: begun, stopped, continued; they go on where they were, whatever ended the process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from archive.ingest.imports.arrive import remove_files
from archive.ingest.imports.lacking import likely_sources
from archive.ingest.imports.phases import (
    ARRIVE,
    AT_WORK,
    DONE,
    JUDGE,
    LOOK,
    READ,
    UNDO,
    WRITE,
    go_to,
    phase_of,
)
from archive.ingest.imports.read import read_import
from archive.ingest.imports.restoring import put_back_changed
from archive.ingest.imports.write import judge_again, write_import
from archive.ingest.rules import RuleError
from archive.models import Batch, ImportRecord

State = ImportRecord.State
STEPS = {READ: read_import, JUDGE: judge_again, WRITE: write_import, UNDO: put_back_changed}
# Written in parts of so many seconds, after which other jobs have their turn. Files are read in one go: to go on with a file is
# to read it again up to there.
SECONDS_IN_A_ROW = 6.0


def new_import(*, label: str, user: User, **asked) -> Batch:
    """Add an import whose files arrive next.

    Args:
        asked: source (a slug), language, encoding.
    """
    options = {"phase": ARRIVE, "dry_run": True} | asked
    return Batch.objects.create(label=label[:300], user=user, status=Batch.Status.WAITING, options=options)


def begin(batch: Batch, phase: str, **more) -> None:
    """Queue a phase of an import."""
    with transaction.atomic():
        go_to(batch, phase, **more)
        work_on_import.defer(batch_id=batch.pk)


def read_again(batch: Batch) -> None:
    """Queue reading the files of an import anew, as something else is now known of their columns."""
    with transaction.atomic():
        batch.records.all().delete()
        begin(batch, READ, progress=[0, 0], headers=[], notices=[])


def begin_writing(batch: Batch, *, publish: bool, user: User) -> None:
    """Queue writing the records of an import that were looked through."""
    with transaction.atomic():
        batch.user = user
        batch.save(update_fields=["user"])
        begin(batch, WRITE, publish=publish, dry_run=False)


def begin_putting_back(batch: Batch, *, user: User) -> None:
    """Queue giving back to the reports that an import has changed what they said before."""
    with transaction.atomic():
        batch.user = batch.user or user
        batch.save(update_fields=["user"])
        begin(batch, UNDO, put_back_to=0, left_changed=[])


def write_waiting(batch: Batch, names: Iterable[str], **said) -> int:
    """Queue writing the records of an import that has ended which waited for these sources; return how many there are.

    Args:
        said: same_sources and source, as somebody has told which are meant.
    """
    with transaction.atomic():
        waiting = batch.records.filter(state=State.LACKING, given_source__in=list(names))
        number = waiting.update(state=State.NEW, reason="")
        if number:
            begin(batch, WRITE, of_refusals=phase_of(batch) != DONE, **said)
    return number


def stop(batch: Batch) -> bool:
    """Ask an import to stop after the records in hand; return whether it was at work."""
    with transaction.atomic():
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        if phase_of(held) not in AT_WORK or held.options.get("stopped"):
            return False
        held.options["stopped"] = True
        held.status = Batch.Status.INTERRUPTED
        held.save(update_fields=["options", "status"])
    return True


def continue_(batch: Batch) -> bool:
    """Queue the rest of an import that was stopped or interrupted; return whether there is any."""
    if phase_of(batch) not in AT_WORK:
        return False
    begin(batch, phase_of(batch))
    return True


def discard(batch: Batch) -> None:
    """Delete a trial with its files and records. Reports that an import has added are not affected."""
    number = batch.pk
    with transaction.atomic():
        batch.records.all().delete()
        batch.delete()
    remove_files(number)


@app.task(name="work_on_import", queue="ingest", lock="work_on_import", retry=3, pass_context=True)
def work_on_import(context, *, batch_id: int) -> dict[str, str]:
    """Do what an import is to do next. It goes on if a worker was killed, and does nothing if somebody has stopped it."""
    batch = Batch.objects.filter(pk=batch_id).select_related("user").first()
    if batch is None or phase_of(batch) not in AT_WORK or batch.options.get("stopped"):
        return {}
    work(batch, is_ending=context.should_abort)
    return {"phase": phase_of(batch)}


def work(batch: Batch, *, is_ending: Callable[[], bool] = bool) -> None:
    """Work on an import until its phase is done, somebody stops it, the worker ends, or others have their turn."""
    phase = phase_of(batch)
    ends = time.monotonic() + SECONDS_IN_A_ROW
    with Batch.at_work(batch=batch):
        try:
            is_done = STEPS[phase](
                batch,
                is_stopped=lambda: (
                    is_ending() or (phase != READ and time.monotonic() > ends) or _is_stopped(batch)
                ),
            )
        except RuleError as error:
            batch.options["problem"] = str(error)
            is_done = True
        if is_done:
            _finish(batch, phase)
        elif not _is_stopped(batch):
            work_on_import.defer(batch_id=batch.pk)


def _is_stopped(batch: Batch) -> bool:
    return not Batch.objects.filter(pk=batch.pk, status=Batch.Status.RUNNING).exists()


def _finish(batch: Batch, phase: str) -> None:
    with transaction.atomic():
        batch.options = Batch.objects.select_for_update().get(pk=batch.pk).options | {
            name: batch.options[name] for name in ("problem",) if name in batch.options
        }
        if phase in (READ, JUDGE):
            go_to(batch, LOOK, likely=likely_sources(batch))
            return
        go_to(batch, "" if batch.options.get("of_refusals") else DONE)
        Batch.objects.filter(pk=batch.pk).update(finished_at=Now())
        batch.records.filter(state=State.SAME).update(content=b"", said={})
    if phase == WRITE:
        remove_files(batch.pk)
