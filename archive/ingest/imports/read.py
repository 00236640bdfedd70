"""Read the files of an import and keep each record, with what would become of it: the trial, which adds no report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import transaction

from archive.ingest.column_memory import recall
from archive.ingest.imports.arrive import link_from_inbox, paths_of, size_of
from archive.ingest.imports.phases import COUNTED, MAX_HEADERS, MAX_NOTICES, count, loading_for
from archive.ingest.imports.records import new_record, raw_of, refused_record, tell
from archive.ingest.load import Loading, load_records
from archive.ingest.lots import BATCH_BYTES, BATCH_SIZE
from archive.ingest.raw import Notice, RawArticle, Refusal
from archive.ingest.readers import read_paths
from archive.ingest.readers.columns import NOTHING, ColumnMapping, Pairs
from archive.ingest.readers.options import Meter
from archive.models import Batch, ImportRecord

OF_THE_COMMAND = ". To read them otherwise, use --columns"
GONE = "is no longer in the inbox: put it there again and start a new import"


class Headers:
    """The headers that an import meets: what is remembered of each is used, and each is kept, to be shown and changed."""

    def __init__(self, known: list[list[str]]):
        self.met = {tuple(labels): None for labels in known}

    def recall(self, labels: tuple[str, ...]) -> Pairs:
        """Return what is remembered of a header."""
        if len(self.met) < MAX_HEADERS and len(labels) > 1:
            self.met.setdefault(tuple(labels))
        return recall(labels) or NOTHING


def read_import(batch: Batch, *, is_stopped: Callable[[], bool]) -> bool:
    """Read what was not read before, a lot at a time, each in a transaction with its progress; return whether all is read.

    Raises:
        RuleError: for a boilerplate rule that cannot be read.
    """
    headers = Headers(batch.options.get("headers", []))
    gone = link_from_inbox(batch.pk, batch.options.get("inbox", []))
    meter = Meter()
    items = read_paths(
        paths_of(batch.pk),
        encoding=batch.options.get("encoding", ""),
        columns=ColumnMapping({}, headers.recall),
        meter=meter,
    )
    reading = _Reading(batch, loading_for(batch, is_trial=True), headers, size_of(batch.pk).bytes, meter)
    for name in gone:
        reading.note(Notice(name, None, GONE))
    for lot in _lots(_not_read_before(items, reading)):
        reading.keep(lot)
        # Notices are met again by the next run: it must get beyond them.
        if is_stopped() and not all(isinstance(item, Notice) for item in lot):
            return False
    reading.keep([])
    return True


class _Reading:
    """The records of an import as they are kept."""

    def __init__(self, batch: Batch, work: Loading, headers: Headers, size: int, meter: Meter):
        self.batch, self.work, self.headers, self.size, self.meter = batch, work, headers, size, meter
        last = batch.records.order_by("-number").values_list("number", flat=True).first()
        self.number = last or 0
        self.notices: list[dict] = list(batch.options.get("notices", []))

    def note(self, notice: Notice) -> None:
        """Keep what should be known about a file."""
        row = notice.as_row() | {"reason": notice.reason.removesuffix(OF_THE_COMMAND)}
        if len(self.notices) < MAX_NOTICES and row not in self.notices[-20:]:
            self.notices.append(row)

    def keep(self, lot: list[RawArticle | Refusal]) -> None:
        """Keep a lot, with the progress of the import."""
        records, raws = [], []
        for item in lot:
            if isinstance(item, Notice):
                self.note(item)
                continue
            self.number += 1
            if isinstance(item, Refusal):
                records.append(refused_record(item, batch_id=self.batch.pk, number=self.number))
            else:
                record = new_record(item, batch_id=self.batch.pk, number=self.number)
                records.append(record)
                raws.append((record, raw_of(record)))
        with transaction.atomic():
            judge(raws, self.work)
            ImportRecord.objects.bulk_create(records, batch_size=100)
            self._save()

    def _save(self) -> None:
        batch = self.batch
        # Somebody may have stopped it meanwhile.
        now = Batch.objects.select_for_update().get(pk=batch.pk).options
        batch.options = now | {
            "notices": self.notices,
            "headers": [list(labels) for labels in self.headers.met],
            "progress": [min(self.meter.read, self.size), self.size],
        }
        count(batch)
        batch.save(update_fields=["options", *COUNTED])


def judge(pairs: list[tuple[ImportRecord, RawArticle]], work: Loading) -> None:
    """Find out what would become of records, and fill them with it."""
    if not pairs:
        return
    by_raw = {id(raw): record for record, raw in pairs}
    outcome = load_records([raw for _, raw in pairs], work)
    for settled in outcome.settled:
        tell(by_raw[id(settled.raw)], settled.raw, settled)


def _not_read_before(
    items: Iterator[RawArticle | Refusal], reading: _Reading
) -> Iterator[RawArticle | Refusal]:
    """Skip what an earlier run has kept: files are read in the same order each time."""
    done = reading.number
    for item in items:
        if done and not isinstance(item, Notice):
            done -= 1
        elif not done:
            yield item


def _lots(items: Iterator[RawArticle | Refusal]) -> Iterator[list[RawArticle | Refusal]]:
    lot: list[RawArticle | Refusal] = []
    size = 0
    for item in items:
        lot.append(item)
        size += len(item.content) if isinstance(item, RawArticle) else 0
        if len(lot) >= BATCH_SIZE or size >= BATCH_BYTES:
            yield lot
            lot, size = [], 0
    if lot:
        yield lot
