"""Record the outcome of an import with its batch, chunk by chunk, so that it is true at any moment, however the import ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pghistory
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from archive.hosting.database.problems import DatabaseUnavailableError
from archive.ingest.outcome import COUNTS, Outcome
from archive.models import Batch

KEPT = (*COUNTS, "doubtful")
BETWEEN_LOOKS = 250  # records or rows


class Keeper:
    """Writes the counts and lines of an import to its batch; lines only when there are new ones."""

    def __init__(self, batch: Batch, outcome: Outcome):
        self.batch, self.outcome, self.lines = batch, outcome, 0
        self.asked = batch.options

    @contextmanager
    def until_the_end(self) -> Iterator[None]:
        """Record how the import ended, if the database still accepts it; otherwise the batch is later found abandoned."""
        try:
            yield
        except BaseException:
            self.outcome.interrupted = True
            self._end_somehow()
            raise
        self.end()

    @contextmanager
    def lot(self) -> Iterator[Outcome]:
        """Write the outcome of a chunk, which the block adds to the value yielded, in the transaction of its reports."""
        done = Outcome()
        with transaction.atomic():
            yield done
            done.settled.clear()
            self._write(self.outcome.with_more(done))
        self.outcome.add(done)

    def end(self) -> None:
        """Record that the import has ended, with its counts and lines."""
        status = Batch.Status.INTERRUPTED if self.outcome.interrupted else Batch.Status.FINISHED
        self.batch.status, self.batch.finished_at = status, timezone.now()
        self._write(self.outcome, "status", "finished_at")

    def _end_somehow(self) -> None:
        for _ in range(2):
            try:
                return self.end()
            except (DatabaseError, InterfaceError, DatabaseUnavailableError):
                if connection.in_atomic_block:
                    return None
                connection.close()  # the server may have come back
        return None

    def _write(self, outcome: Outcome, *more: str) -> None:
        for name in KEPT:
            setattr(self.batch, f"{name}_count", getattr(outcome, name))
        fields = [*(f"{name}_count" for name in KEPT), *more]
        lines = len(outcome.refusals) + len(outcome.notices)
        if lines != self.lines:
            self.batch.errors = [refusal.as_row() for refusal in outcome.reported_refusals()]
            self.batch.options = self.asked | {"notices": [notice.as_row() for notice in outcome.notices]}
            fields += ["errors", "options"]
        self.batch.save(update_fields=fields)
        self.lines = lines


@contextmanager
def recorded_import(
    *,
    label: str,
    user,
    options: dict | None,
    dry_run: bool,
    batch: Batch | None = None,
    history: dict[str, Any] | None = None,
) -> Iterator[Keeper]:
    """Record what the block imports with a batch, which is added unless one waits; a trial is taken back, but not what it showed.

    Args:
        label: what is imported, in a few words, for the list of imports.
        user: who runs the import, for the batch.
        options: the options given, stored with the batch.
        dry_run: it is a trial.
        batch: a batch that waits for this import.
        history: what past versions say of it besides the batch.
    """
    with taken_back() if dry_run else nullcontext():
        Batch.objects.mark_abandoned()
        with Batch.at_work(batch=batch, label=label[:300], user=user, options=options or {}) as working:
            keeper = Keeper(working, Outcome(batch_id=working.pk))
            history = {"reason": f"import batch {working.pk}"} | (history or {})
            with keeper.until_the_end(), pghistory.context(**history):
                yield keeper
    if dry_run and batch:
        Keeper(batch, keeper.outcome).end()
    elif dry_run:
        keeper.outcome.batch_id = None


@contextmanager
def taken_back() -> Iterator[None]:
    """Run the block in a transaction, and roll it back: a trial of an import."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def whether_stopped(batch_id: int) -> Callable[[], bool]:
    """Return a function that says whether somebody has stopped a batch; it looks now and then."""
    calls = 0

    def is_stopped() -> bool:
        nonlocal calls
        calls += 1
        if calls % BETWEEN_LOOKS:
            return False
        return not Batch.objects.filter(pk=batch_id, status=Batch.Status.RUNNING).exists()

    return is_stopped
