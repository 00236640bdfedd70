"""Write the records of an import that were looked through, a lot at a time, each in a transaction that says what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pghistory
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Length

from archive.curation.correct import correct
from archive.ingest.imports.phases import COUNTED, count, count_mended, loading_for
from archive.ingest.imports.read import judge
from archive.ingest.imports.records import raw_of
from archive.ingest.load import Loading, load_records
from archive.ingest.lots import BATCH_BYTES, write_lot
from archive.ingest.outcome import Outcome
from archive.models import Batch, ImportRecord
from archive.models.import_records import save_settled

BATCH_SIZE = 200
# The fields of a report that may be changed on the page of an import.
MENDED = (
    "headline", "standfirst", "body", "byline", "dateline", "language", "url", "date_printed", "date_edtf", "date_basis",
)  # fmt: skip
JUDGED = (
    "state", "reason", "uid", "source", "article", "headline", "date_edtf", "unsure", "is_unsure", "said", "given_source", "words", "telling",
)  # fmt: skip


def write_import(batch: Batch, *, is_stopped: Callable[[], bool]) -> bool:
    """Write what is still to be written; return whether all is.

    Raises:
        RuleError: for a boilerplate rule that cannot be read.
    """
    work = loading_for(batch, is_trial=False)
    for lot in _lots(batch.records.to_be_written()):
        with transaction.atomic():
            with pghistory.context(user=batch.user_id, reason=f"import batch {batch.pk}"):
                _write(lot, work, batch)
            _apply_edits(lot, batch)
        if is_stopped():
            return False
    return True


def judge_again(batch: Batch, *, is_stopped: Callable[[], bool]) -> bool:
    """Find out what would become of the records that wait for it, as something new was said of them; return whether all are done."""
    work = loading_for(batch, is_trial=True)
    for lot in _lots(batch.records.filter(state=ImportRecord.State.AGAIN)):
        with transaction.atomic():
            judge([(record, raw_of(record)) for record in lot], work)
            ImportRecord.objects.bulk_update(lot, JUDGED, batch_size=100)
            count(batch)
            batch.save(update_fields=COUNTED)
        if is_stopped():
            return False
    return True


def _lots(records: QuerySet[ImportRecord]) -> Iterator[list[ImportRecord]]:
    """Yield records by their numbers, no more at a time than fit into memory."""
    last = 0
    while True:
        following = records.filter(number__gt=last).order_by("number")
        sizes = following.annotate(size=Length("content")).values_list("pk", "number", "size")
        ids: list[int] = []
        total = 0
        for pk, number, size in sizes[:BATCH_SIZE]:
            if ids and total + size > BATCH_BYTES:
                break
            ids.append(pk)
            total, last = total + size, number
        if not ids:
            return
        yield list(ImportRecord.objects.filter(pk__in=ids).order_by("number"))


def _write(lot: list[ImportRecord], work: Loading, batch: Batch) -> None:
    raws = [raw_of(record) for record in lot]
    by_raw = {id(raw): record for raw, record in zip(raws, lot, strict=True)}
    done = write_lot(raws, lambda part: load_records(part, work), Outcome.refuse)
    for settled in done.settled:
        by_raw[id(settled.raw)].settle(settled.what, reason=settled.reason, article=settled.article)
    save_settled(lot)
    if batch.options.get("of_refusals"):
        count_mended(batch, done)
    else:
        count(batch)
    batch.save(update_fields=COUNTED)


def _apply_edits(lot: list[ImportRecord], batch: Batch) -> None:
    """Make the corrections of curators after the reports were written, so that the history distinguishes the two."""
    for record in lot:
        article = record.article if record.edits else None
        if article is None or record.state not in (ImportRecord.State.ADDED, ImportRecord.State.UPDATED):
            continue
        values = {name: record.edits.get(name, getattr(article, name)) for name in MENDED}
        settled = record.edits.get("settled", ())
        values["unsure"] = [doubt for doubt in article.unsure if doubt["what"] not in settled]
        with pghistory.context(user=batch.user_id):
            correct(article=article, values=values)
            record.edits = {}
            record.save(update_fields=["edits"])
