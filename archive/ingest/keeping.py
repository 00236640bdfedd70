"""Record the outcome of an import with its batch, chunk by chunk, so that it is true at any moment, however the import ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pghistory
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import BinaryField, Func, Q
from django.utils import timezone

from archive.hosting.database.problems import DatabaseUnavailableError
from archive.ingest.imports.lacking import likely_sources
from archive.ingest.imports.records import kept_refusal
from archive.ingest.outcome import COUNTS, LACKING, MAX_LINES, REFUSED, Outcome
from archive.models import Batch, ImportRecord

KEPT = (*COUNTS, "doubtful")
BETWEEN_LOOKS = 250  # records or rows


class Keeper:
    """Writes the counts and lines of an import to its batch; lines only when there are new ones."""

    def __init__(self, batch: Batch, outcome: Outcome):
        self.batch, self.outcome, self.lines = batch, outcome, 0
        self.asked = batch.options
        self.beyond = 0

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
            whole = self.outcome.with_more(done)
            self._keep_refused(done, whole)
            done.settled.clear()
            self._write(whole)
        self.outcome.add(done)

    def _keep_refused(self, done: Outcome, whole: Outcome) -> None:
        """Keep what was received of the records that were refused, each in the place of its line, unless it was kept before."""
        refused = [each for each in done.settled if each.what in (REFUSED, LACKING) and each.raw.content]
        if not refused or not self.batch.pk:
            return
        begun = len(self.outcome.refusals)
        places = {
            (line.file, line.line, line.reason): begun + at
            for at, line in enumerate(whole.refusals[begun:], start=1)
        }
        kept = [(each, kept_refusal(each, batch_id=self.batch.pk, number=0)) for each in refused]
        known = _refused_before([record for _, record in kept])
        new = []
        for each, record in kept:
            if (record.origin, record.position, record.reason, each.raw.sha256) not in known:
                place = (each.raw.origin, each.raw.position, each.reason)
                record.number = places.pop(place, 0) or self._beyond()
                new.append(record)
        ImportRecord.objects.bulk_create(new, batch_size=100)

    def _beyond(self) -> int:
        """Return the next place behind the lines that are kept."""
        self.beyond += 1
        return MAX_LINES + self.beyond

    def end(self) -> None:
        """Record that the import has ended, with its counts and lines."""
        status = Batch.Status.INTERRUPTED if self.outcome.interrupted else Batch.Status.FINISHED
        self.batch.status, self.batch.finished_at = status, timezone.now()
        if self.outcome.missing_sources and self.batch.pk:
            self.asked = self.asked | {"likely": likely_sources(self.batch)}
            self.lines = -1  # so that what is asked is written too
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


def _refused_before(refused: list[ImportRecord]) -> set[tuple]:
    """Return the file, line, reason and hash of each refusal from these places whose bytes are kept already."""
    positions = {record.position for record in refused}
    known = ImportRecord.objects.exclude(refused="").exclude(said={})
    known = known.filter(
        Q(position__in=positions - {None}) | (Q(position=None) if None in positions else Q(pk=None)),
        origin__in={record.origin for record in refused},
        reason__in={record.reason for record in refused},
    )
    hashes = known.annotate(sha256=Func("content", function="sha256", output_field=BinaryField()))
    rows = hashes.values_list("origin", "position", "reason", "sha256")
    return {(origin, position, reason, bytes(sha256).hex()) for origin, position, reason, sha256 in rows}


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
