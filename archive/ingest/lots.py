"""Write records in chunks of one transaction each: a record is written whole or not at all, and one that the database refuses costs no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from django.db import DataError, IntegrityError, OperationalError, transaction
from psycopg.errors import DeadlockDetected, UniqueViolation

from archive.ingest.outcome import Outcome
from archive.ingest.raw import Notice, Refusal

BATCH_SIZE, BATCH_BYTES = 500, 8_000_000

Record = TypeVar("Record")


def in_lots(
    records: Iterable[Record | Refusal],
    outcome: Outcome,
    stop: Callable[[], bool],
    size_of: Callable[[Record], int],
) -> Iterator[list[Record]]:
    """Group records into chunks of one transaction each; count what the readers refused."""
    lot: list[Record] = []
    size, lines = 0, 0
    for record in records:
        if isinstance(record, Notice):
            outcome.note(record)
            lines += 1
        elif isinstance(record, Refusal):
            outcome.reject(record)
            lines += 1
        else:
            lot.append(record)
            size += size_of(record)
        if len(lot) + lines >= BATCH_SIZE or size >= BATCH_BYTES:
            yield lot
            lot, size, lines = [], 0, 0
        if stop():
            outcome.interrupted = True
            break
    if lot:
        yield lot


def write_lot(
    lot: list[Record],
    write: Callable[[list[Record]], Outcome],
    refuse: Callable[[Outcome, Record, str], None],
    attempts: int = 5,
) -> Outcome:
    """Write records in one transaction; if the database refuses, halve the chunk until the culprit is found, and refuse that one."""
    try:
        with transaction.atomic():
            return write(lot)
    except OperationalError as error:
        # A deadlock: the server cancels one of the two writers.
        if attempts > 1 and isinstance(error.__cause__, DeadlockDetected):
            return write_lot(lot, write, refuse, attempts - 1)
        raise
    except (DataError, IntegrityError) as error:
        # Another import added one of these records at the same moment: it is found the second time.
        if attempts > 1 and isinstance(error.__cause__, UniqueViolation):
            return write_lot(lot, write, refuse, attempts=1)
        outcome = Outcome()
        if len(lot) == 1:
            refuse(outcome, lot[0], f"was refused by the database: {_first_line(error)}")
            return outcome
        middle = len(lot) // 2
        for half in (lot[:middle], lot[middle:]):
            outcome.add(write_lot(half, write, refuse))
        return outcome


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
