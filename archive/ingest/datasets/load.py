"""Load rows of data sets on conflicts: the only way in, for the commands and the admin.

Each row is loaded whole or not at all, independently of the others. It is recognised by its own number: the same row again changes nothing,
a changed one updates its event and claims (change.py). Rows that a newer file no longer has are marked as vanished, but only if
somebody says that the files are the whole data set: an extract of one country looks the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import cached_property

from archive.ingest.datasets.add import NewRow, add_rows
from archive.ingest.datasets.change import ChangedRow, change_events
from archive.ingest.datasets.drawn import RowOutline, draw
from archive.ingest.datasets.event_row import EventRow
from archive.ingest.datasets.factions import Factions
from archive.ingest.datasets.files import ReadRow
from archive.ingest.datasets.imported_rows import ImportedRows
from archive.ingest.datasets.numbers import CellError
from archive.ingest.datasets.places import Places
from archive.ingest.keeping import Keeper, recorded_import
from archive.ingest.lots import in_lots, write_lot
from archive.ingest.outcome import Outcome
from archive.ingest.raw import Notice, Refusal
from archive.models import Batch, DatasetRow
from archive.models.among import among
from archive.reference.dataset_columns import cells_of
from archive.reference.datasets import DATASET_OF, version_in

TWICE = "has the number of an earlier row of this import, with different content: every row needs its own"
NO_NUMBER = "has no number of its own ({}), by which the row could be recognised again: give it one"
DELETED = "has changed, but its event was deleted in the archive, and stays deleted"
UNREADABLE = (
    "no row was marked as vanished, as {} could not be read, so that it is not known what the files hold"
)


@dataclass(frozen=True)
class Settings:
    """What is told of the files of an import: version, order of days in figures, who and where from."""

    version: str = ""
    order: str = ""
    batch_id: int = 0
    capture_id: int | None = None


@dataclass
class _RowLoad:
    """What the rows of an import share: settings, names that were looked up, numbers that were seen."""

    settings: Settings
    seen: ImportedRows
    files: set[tuple[str, str]] = field(default_factory=set)  # data set, version
    unreadable: int = 0
    _factions: dict[str, Factions] = field(default_factory=dict)

    @cached_property
    def places(self) -> Places:
        return Places()

    def factions(self, dataset: str) -> Factions:
        if dataset not in self._factions:
            self._factions[dataset] = Factions(dataset)
        return self._factions[dataset]

    def version_of(self, row: ReadRow) -> str:
        """Return the version of a row: as told, or as the row or the name of its file has it."""
        return self.settings.version or row.cells.get("version", "").strip()[:40] or version_in(row.origin)

    def refuse_unwritten(self, outcome: Outcome, row: ReadRow, reason: str) -> None:
        """Refuse a row that the database did not take; whether a file still has it is then not known."""
        self.unreadable += 1
        _refuse(outcome, row, reason)

    def drawn(self, event: EventRow, dataset: str, version: str) -> RowOutline:
        factions = self.factions(dataset)
        return draw(event, dataset=dataset, version=version, places=self.places, factions=factions)


def load_rows(
    rows: Iterable[ReadRow | Refusal],
    *,
    label: str,
    version: str = "",
    order: str = "",
    whole: bool = False,
    user=None,
    dry_run: bool = False,
    options: dict | None = None,
    batch: Batch | None = None,
    capture_id: int | None = None,
    progress: Callable[[Outcome], None] | None = None,
    stop: Callable[[], bool] = bool,
) -> Outcome:
    """Load what `read_file` yields, record it as a Batch, and return the counts and the lines.

    Args:
        label: what is imported, in a few words, for the list of imports.
        version: of the data set; for ACLED the day on which the file was received. If not given, as the file's name has it.
        order: how days in figures are written, "dmy" or "mdy".
        whole: the files are the whole data set: rows of its line of versions that they do not have are marked as vanished.
        user: who runs the import.
        dry_run: report what would happen and write nothing.
        options: the options given, stored with the batch.
        batch: a batch that waits for this import.
        capture_id: the file as received, where it was uploaded.
        progress: called after each chunk of rows with the counts so far.
        stop: called before each row; once it returns true, what was read is finished and the batch is marked as interrupted.
    """
    with recorded_import(label=label, user=user, options=options, dry_run=dry_run, batch=batch) as keeper:
        work = _RowLoad(Settings(version, order, keeper.batch.pk, capture_id), ImportedRows())
        _load_lots(_told(rows, work), work, keeper, stop, progress)
        if whole and not keeper.outcome.interrupted:
            with keeper.lot() as done:
                _mark_vanished(work, done)
    return keeper.outcome


def _told(rows: Iterable[ReadRow | Refusal], work: _RowLoad) -> Iterator[ReadRow | Refusal]:
    """Say once why the rows of a data set are kept private, and count what could not be read."""
    told: set[str] = set()
    for row in rows:
        if isinstance(row, Refusal):
            work.unreadable += not isinstance(row, Notice)
        elif row.kind.dataset not in told:
            told.add(row.kind.dataset)
            if why := DATASET_OF[row.kind.dataset].why_private:
                yield Notice(row.origin, None, f"its rows are kept private: {why}")
        yield row


def _load_lots(rows, work: _RowLoad, keeper: Keeper, stop, progress) -> None:
    for lot in in_lots(rows, keeper.outcome, stop, lambda row: row.size):
        with keeper.lot() as done:
            for dataset in dict.fromkeys(row.kind.dataset for row in lot):
                part = [row for row in lot if row.kind.dataset == dataset]
                done.add(write_lot(part, lambda rows: _load_part(rows, work), work.refuse_unwritten))
        if progress:
            progress(keeper.outcome)


def _refuse(outcome: Outcome, row: ReadRow, reason: str) -> None:
    outcome.reject(Refusal(row.origin, row.position, reason, headline=row.headline))


def _note(outcome: Outcome, row: ReadRow, reason: str) -> None:
    outcome.note(Notice(row.origin, row.position, reason))


def _load_part(rows: list[ReadRow], work: _RowLoad) -> Outcome:
    """Load rows of one data set in one transaction."""
    outcome, dataset = Outcome(), rows[0].kind.dataset
    numbered = _numbered(rows, work, outcome)
    stored = DatasetRow.objects.filter(dataset=dataset, number__in=among(numbered, "text"))
    known = {row.number: row for row in stored.select_for_update(of=["self"])}
    events = _read_events(numbered, known, work, outcome)
    work.factions(dataset).learn(event for event in events.values() if event)
    work.places.learn(event.where for event in events.values() if event)
    _add({number: numbered[number] for number in events if number not in known}, events, work, outcome)
    changed = [number for number in events if number in known]
    _change([(known[number], numbered[number], events[number]) for number in changed], work, outcome)
    return outcome


def _numbered(rows: list[ReadRow], work: _RowLoad, outcome: Outcome) -> dict[str, ReadRow]:
    """Return the rows by their numbers; refuse those without one, and those whose number an earlier row has."""
    numbered: dict[str, ReadRow] = {}
    again: list[tuple[str, ReadRow]] = []
    for row in rows:
        number = row.number[:100]
        if not number:
            work.unreadable += 1
            _refuse(outcome, row, NO_NUMBER.format(row.kind.needs[0]))
        elif number in numbered:
            again.append((number, row))
        else:
            numbered[number] = row
    dataset = rows[0].kind.dataset
    first = work.seen.add(dataset, numbered)
    work.files |= {(dataset, work.version_of(row)) for row in numbered.values()}
    again += [(number, numbered.pop(number)) for number in list(numbered) if number not in first]
    _settle_doubles(again, numbered, outcome)
    return numbered


def _settle_doubles(again: list[tuple[str, ReadRow]], numbered: dict[str, ReadRow], outcome: Outcome) -> None:
    """Count the same row a second time as already there; refuse another one with its number."""
    missing = [number for number, _ in again if number not in numbered]
    stored: dict[str, dict] = {}
    for dataset in {row.kind.dataset for _, row in again}:
        found = DatasetRow.objects.filter(dataset=dataset, number__in=missing)
        stored |= dict(found.values_list("number", "values"))
    for number, row in again:
        first = numbered[number].values if number in numbered else stored.get(number)
        if first is not None and same_cells(row.values, first):
            _count_unchanged(outcome)
        else:
            _refuse(outcome, row, TWICE)


def _read_events(numbered, known, work: _RowLoad, outcome: Outcome) -> dict[str, EventRow | None]:
    """Read the rows that are new or changed; refuse those that cannot be read. Rows that are not events give None."""
    events: dict[str, EventRow | None] = {}
    for number, row in numbered.items():
        stored = known.get(number)
        if stored and stored.vanished_at is None and same_cells(row.values, stored.values):
            _count_unchanged(outcome)
            continue
        # Cells that the new row does not have stay as they were received: together they must still make sense.
        values = merged(stored.values, row.values) if stored else row.values
        try:
            events[number] = row.event_in(values, order=work.settings.order)
        except CellError as error:
            _refuse(outcome, row, str(error))
    return events


def _add(new: dict[str, ReadRow], events, work: _RowLoad, outcome: Outcome) -> None:
    added = []
    for number, row in new.items():
        event, version = events[number], work.version_of(row)
        drawn = work.drawn(event, row.kind.dataset, version) if event else None
        added.append(NewRow(row, number, version, drawn))
        for notice in event.notices if event else ():
            _note(outcome, row, notice)
    add_rows(added, batch_id=work.settings.batch_id, capture_id=work.settings.capture_id)
    outcome.read += len(added)
    outcome.created += len(added)


def _change(
    rows: list[tuple[DatasetRow, ReadRow, EventRow | None]], work: _RowLoad, outcome: Outcome
) -> None:
    """Update known rows, each with its new version and the event that it now tells, and what was made of them."""
    changes = []
    for stored, row, event in rows:
        former_values, former_version = stored.values, stored.version
        _store(stored, row, work)
        if event is not None:
            former = _readable(row, former_values, work.settings) or event
            work.factions(stored.dataset).learn([former])
            work.places.learn([former.where])
            drawn = (
                work.drawn(former, stored.dataset, former_version),
                work.drawn(event, stored.dataset, stored.version),
            )
            changes.append((row, ChangedRow(stored, *drawn)))
    for (row, _), done in zip(changes, change_events([change for _, change in changes]), strict=True):
        if done.is_deleted:
            _note(outcome, row, DELETED)
        elif done.kept:
            _note(outcome, row, f"has changed; what was decided in the archive stays: {', '.join(done.kept)}")
    outcome.read += len(rows)
    outcome.updated += len(rows)


def _store(stored: DatasetRow, row: ReadRow, work: _RowLoad) -> None:
    """Write the new version of a row."""
    settings = work.settings
    stored.values = merged(stored.values, row.values)
    stored.version = work.version_of(row) or stored.version
    stored.origin, stored.row, stored.vanished_at = row.origin[-1000:], row.position, None
    stored.batch_id, stored.capture_id = settings.batch_id, settings.capture_id
    stored.save()


def _readable(row: ReadRow, values: dict[str, str], settings: Settings) -> EventRow | None:
    """Return the event that a former version of a row tells, or None if it cannot be read now."""
    try:
        return row.event_in(values, order=settings.order)
    except CellError:
        return None


def _count_unchanged(outcome: Outcome) -> None:
    outcome.read += 1
    outcome.duplicate += 1
    outcome.unchanged += 1


def same_cells(row: dict[str, str], stored: dict[str, str]) -> bool:
    """Return whether a row says nothing that the stored one does not: the same cells, as far as it has them, however they are written."""
    if row == stored:
        return True
    known = cells_of(stored)
    return all(plain_cell(value) == plain_cell(known.get(name, "")) for name, value in cells_of(row).items())


def plain_cell(text: str) -> str:
    """Return a cell without what programs add to it: 615 for 615.0, 50.45 for 50.450000, 2014-01-22 for 2014-01-22 00:00:00.000."""
    text = text.strip()
    day, _, time = text.partition("T" if "T" in text else " ")
    if time and not time.strip("0:.") and len(day) == 10 and day[4] == day[7] == "-":
        return day
    whole, point, decimals = text.partition(".")
    if point and whole.lstrip("-").isdecimal() and (decimals.isdecimal() or not decimals):
        return f"{whole}.{decimals}".rstrip("0").rstrip(".")
    return text


def merged(stored: dict[str, str], row: dict[str, str]) -> dict[str, str]:
    """Return a row with the cells of its former version that it does not have."""
    named = cells_of(row)
    return row | {
        label: value for label, value in stored.items() if cells_of({label: value}).keys().isdisjoint(named)
    }


def _mark_vanished(work: _RowLoad, outcome: Outcome) -> None:
    if work.unreadable:
        rows = "one row" if work.unreadable == 1 else f"{work.unreadable:,} rows"
        outcome.note(Notice("the import", None, UNREADABLE.format(rows)))
        return
    for dataset, version in sorted(work.files):
        count = work.seen.mark_vanished(dataset, version)
        if count:
            rows = (
                "one row that an earlier file had is"
                if count == 1
                else f"{count:,} rows that earlier files had are"
            )
            outcome.note(Notice("the import", None, f"{rows} not in this one, and now marked as vanished"))
