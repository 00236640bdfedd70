"""What is asked of an import, and how far it has got: kept with its batch, so that any process can go on with it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from archive.ingest.imports.earlier import EarlierRecords
from archive.ingest.load import Loading
from archive.ingest.outcome import Outcome
from archive.ingest.sources import SourceBook
from archive.ingest.write import Writing
from archive.models import Article, Batch, ImportRecord, Source

# The phases: its files arrive; are read, which is the trial; it is looked through; what was not known is judged again; it is written;
# what it changed is given back. A trial that was left alone is removed.
ARRIVE, READ, LOOK, JUDGE, WRITE, DONE, UNDO = "arrive", "read", "look", "judge", "write", "done", "undo"
EXPIRED = "expired"
UNWRITTEN = (ARRIVE, READ, LOOK, JUDGE)
AT_WORK = (READ, JUDGE, WRITE, UNDO)
MAX_NOTICES, MAX_HEADERS = 1_000, 20

State = ImportRecord.State


def phase_of(batch: Batch) -> str:
    """Return the phase of an import, or "" if it was not made on the page of imports."""
    return batch.options.get("phase", "")


def go_to(batch: Batch, phase: str, **more) -> None:
    """Put an import into a phase, and keep with it what else is said."""
    batch.options = batch.options | {"phase": phase, "stopped": False, "touched": _now()} | more
    batch.save(update_fields=["options", *_ended(batch, phase)])


def touch(batch: Batch) -> None:
    """Keep that somebody has come back to a trial, in a transaction of the caller."""
    batch.options = Batch.objects.select_for_update().get(pk=batch.pk).options | {"touched": _now()}
    batch.save(update_fields=["options"])


def last_touched(batch: Batch) -> datetime:
    """Return when somebody, or the worker, last did something with an import."""
    touched = parse_datetime(batch.options.get("touched") or "")
    return max(touched, batch.started_at) if touched else batch.started_at


def _now() -> str:
    return timezone.now().isoformat()


def _ended(batch: Batch, phase: str) -> list[str]:
    waits = phase in (ARRIVE, *AT_WORK)
    batch.status = Batch.Status.WAITING if waits else Batch.Status.FINISHED
    return ["status"]


def loading_for(batch: Batch, *, is_trial: bool, but: int | None = None) -> Loading:
    """Return the settings of an import for its records; in a trial, `but` is the number of one that is judged anew."""
    asked = batch.options
    slugs = set((asked.get("same_sources") or {}).values())
    known = {
        source.slug: source for source in Source.objects.filter(slug__in=[*slugs, asked.get("source") or ""])
    }
    same = {name: known[slug] for name, slug in (asked.get("same_sources") or {}).items() if slug in known}
    status = Article.Status.PUBLISHED if asked.get("publish") and not is_trial else Article.Status.DRAFT
    book = SourceBook(known.get(asked.get("source") or ""), same=same)
    writing = Writing(batch.pk, status, link=not is_trial)
    earlier = EarlierRecords(batch, but) if is_trial else None
    return Loading(book, asked.get("language", ""), writing, earlier=earlier)


def count(batch: Batch) -> None:
    """Bring the counts of a batch in line with its records."""
    found = batch.records.counted()

    def number(*states: str) -> int:
        return sum(found.get(state, 0) for state in states)

    batch.read_count = sum(found.values())
    batch.created_count, batch.updated_count = number(State.ADDED), number(State.UPDATED)
    if batch.options.get("dry_run"):
        batch.created_count, batch.updated_count = number(State.NEW), number(State.CHANGED)
    batch.duplicate_count = number(State.SAME)
    batch.rejected_count = number(State.REFUSED, State.LACKING)


def count_mended(batch: Batch, done: Outcome) -> None:
    """Bring the counts of a batch by the command, whose only records are those it refused, in line with what became of some of them."""
    batch.created_count += done.created
    batch.updated_count += done.updated
    batch.duplicate_count += done.duplicate
    batch.rejected_count -= done.created + done.updated + done.duplicate


COUNTED = ("read_count", "created_count", "updated_count", "duplicate_count", "rejected_count")
