"""Rebuild all derived data: search records and vectors, keys of names, lineages, the lexicon, fingerprints of copies.

Reports are processed in batches, each its own transaction, while readers and writers carry on. Only what differs is written, so
a second run writes nothing. Progress is stored in the database with each batch: a run that was stopped or killed resumes there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from archive.matching.derivation import fingerprint, sign
from archive.matching.group import KEPT, fingerprint_of, sketches_of
from archive.models import Article, Derivation, Fingerprint
from archive.models.leftovers import counted_by_kind
from archive.search import learn_common_words

BATCH_SIZE = 100
ATTEMPTS = 5  # after a deadlock with another writer
LOCK = 7_420_119  # one rebuild at a time
REASON = "made anew"

ODD_KEYS = """FROM archive_name
    WHERE (key, code) IS DISTINCT FROM (archive_name_key(text), archive_name_code(archive_name_key(text)))"""
ODD_VERDICTS = "FROM archive_nameverdict WHERE key IS DISTINCT FROM archive_name_key(text)"
ODD_FILINGS = """FROM archive_entity
    WHERE (filing_form, filing_key) IS DISTINCT FROM (
        coalesce(nullif(filed_as, ''), archive_filed_as(kind, name)),
        archive_name_key(coalesce(nullif(filed_as, ''), archive_filed_as(kind, name)))
    )"""
ODD_LINEAGES = "FROM archive_entity WHERE lineage IS DISTINCT FROM archive_lineage(id, kind, parent_id)"
# The days of what is drawn from reports: each table, a column that they are derived from, and the rows that differ.
ODD_DAYS = {
    "archive_statement": (
        "first_cited",
        """(surely, perhaps) IS DISTINCT FROM (
            archive_surely(start, first_cited, last_cited, "end"), archive_perhaps(start, first_cited, last_cited, "end")
        )""",
    ),
    "archive_event": ("date_edtf", "date_range IS DISTINCT FROM archive_edtf_range(date_edtf)"),
    "archive_claim": ("scope_edtf", "scope_range IS DISTINCT FROM archive_edtf_range(scope_edtf)"),
    "archive_datasetactor": ("within_edtf", "within_range IS DISTINCT FROM archive_edtf_range(within_edtf)"),
}
# Counts of names left over that differ from what the reports have, and what they should be.
ODD_LEFTOVERS = f"""
    FROM archive_leftovername known FULL JOIN (
        SELECT name_key AS key, min(text) AS text, count(*) AS reports, {counted_by_kind()} AS kinds
        FROM archive_leftover GROUP BY name_key
    ) AS made USING (key)
    WHERE known.kind IS DISTINCT FROM archive_likeliest(known.kinds) OR (known.reports, known.kinds, known.settled) IS DISTINCT FROM (
        coalesce(made.reports, 0), coalesce(made.kinds, array_fill(0, ARRAY[cardinality(known.kinds)])), archive_is_settled(known.key))
"""
RECOUNT_LEFTOVERS = f"""
    INSERT INTO archive_leftovername AS counted (key, text, reports, kinds, settled)
    SELECT key, coalesce(known.text, made.text), coalesce(made.reports, 0),
        coalesce(made.kinds, array_fill(0, ARRAY[cardinality(known.kinds)])), archive_is_settled(key)
    {ODD_LEFTOVERS}
    ON CONFLICT (key) DO UPDATE SET reports = excluded.reports, kinds = excluded.kinds, settled = excluded.settled
"""
# Indexes on the results of functions, including partial indexes whose predicate calls one.
OF_ANSWERS = """
    SELECT indexrelid::regclass::text FROM pg_index
    WHERE indrelid::regclass::text LIKE 'archive\\_%' AND (indexprs IS NOT NULL OR indpred IS NOT NULL) AND indisvalid ORDER BY 1
"""
LEFT_HALF_MADE = """
    SELECT indexrelid::regclass::text FROM pg_index
    WHERE indrelid::regclass::text LIKE 'archive\\_%' AND NOT indisvalid AND indexrelid::regclass::text ~ '_ccnew\\d*$'
"""


class RebuildError(Exception):
    """Raised when derived data cannot be rebuilt now; the message says why."""


@dataclass
class Rebuilt:
    """How much was examined, and how much of it differed."""

    of_reports: int = 0  # how many the archive holds
    reports: int = 0
    differing: int = 0
    names: int = 0
    places: int = 0
    days: int = 0  # of statements, events and claims
    words: int = 0  # missing, or no longer in any report

    @property
    def is_in_line(self) -> bool:
        """Return whether nothing differed."""
        return not (self.differing or self.names or self.places or self.days or self.words)


Progress = Callable[[Rebuilt], None]


def compare(*, progress: Progress | None = None) -> Rebuilt:
    """Compare derived data with what would be derived now, writing nothing."""
    found = Rebuilt(Article.objects.count())
    found.names = sum(map(_count, (ODD_KEYS, ODD_FILINGS, ODD_VERDICTS, ODD_LEFTOVERS)))
    found.places = _count(ODD_LINEAGES)
    found.days = sum(_count(f"FROM {table} WHERE {odd}") for table, (_, odd) in ODD_DAYS.items())
    for ids in _lots(after=0):
        found.differing += len(
            set(_ask("SELECT archive_differing(%s::integer[])", ids)) | set(_other_copies(ids))
        )
        found.reports += len(ids)
        if progress:
            progress(found)
    found.words = len(_column("SELECT archive_missing_words()")) + len(_column("SELECT archive_idle_words()"))
    return found


def rebuild(*, progress: Progress | None = None, afresh: bool = False) -> Rebuilt:
    """Rebuild derived data, or resume where an earlier run for the same server and code stopped.

    Args:
        progress: called after each batch with the counts so far.
        afresh: start from the first report, ignoring earlier progress.

    Raises:
        RebuildError: when another rebuild is running.
    """
    with _alone():
        made = Rebuilt(Article.objects.count())
        reached = 0 if afresh else _begin()
        if not reached:
            _note_beginning()
            made.places, made.names, made.days = _trace_lineages(), _make_keys(), _derive_days()
            _make_indexes()
        made.reports = Article.objects.filter(pk__lte=reached).count()
        for ids in _lots(after=reached):
            made.differing += _rebuild_lot(ids)
            made.reports += len(ids)
            if progress:
                progress(made)
        made.words = _settle_words()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE archive_searchvector")
        learn_common_words()
        sign()
    return made


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise RebuildError("Another rebuild is at work: let it end, or stop it.")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _begin() -> int:
    """Return the last report of an unfinished rebuild for this server and this code; 0 if there is none."""
    row = Derivation.objects.the_one()
    return row.reached if row.rebuilding == fingerprint() else 0


def _note_beginning() -> None:
    Derivation.objects.update(rebuilding=fingerprint(), reached=0)


def _lots(*, after: int) -> Iterator[list[int]]:
    ids = Article.objects.order_by("pk").values_list("pk", flat=True)
    while lot := list(ids.filter(pk__gt=after)[:BATCH_SIZE]):
        yield lot
        after = lot[-1]


def _rebuild_lot(ids: list[int], attempts: int = ATTEMPTS) -> int:
    """Rebuild the derived data of some reports in one transaction; return how many differed."""
    try:
        with transaction.atomic():
            differing = {*_ask("SELECT archive_rebuild(%s::integer[])", ids), *_mend_copies(ids)}
            Derivation.objects.update(reached=ids[-1])
    except OperationalError as error:
        if attempts > 1 and isinstance(error.__cause__, DeadlockDetected):
            return _rebuild_lot(ids, attempts - 1)
        raise
    return len(differing)


def _other_copies(ids: list[int]) -> dict[int, Fingerprint]:
    """Return the present fingerprints of those reports for which a different one is stored."""
    kept = {row[0]: row[1:] for row in Fingerprint.objects.filter(pk__in=ids).values_list("pk", *KEPT)}
    made = {pk: fingerprint_of(pk, sketch) for pk, sketch in sketches_of(ids).items() if pk in kept}
    return {
        pk: one
        for pk, one in made.items()
        if _told(*kept[pk]) != _told(*(getattr(one, name) for name in KEPT))
    }


def _told(text_hash, bands, sample) -> tuple:
    return text_hash, list(bands), None if sample is None else bytes(sample)


def _mend_copies(ids: list[int]) -> list[int]:
    other = _other_copies(ids)
    Fingerprint.objects.bulk_update(other.values(), KEPT)
    return list(other)


def _trace_lineages() -> int:
    """Correct the lineages of places that differ, outermost first; return how many."""
    traced = 0
    with transaction.atomic(), connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"UPDATE archive_entity SET parent_id = parent_id WHERE id IN (SELECT id {ODD_LINEAGES})"
            )
            if not cursor.rowcount:
                return traced
            traced += cursor.rowcount


def _make_keys() -> int:
    """Correct the keys and filing forms of names that differ, and the counts of those left over; return how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE archive_name SET text = text WHERE id IN (SELECT id {ODD_KEYS})")
        corrected = cursor.rowcount
        cursor.execute(f"UPDATE archive_entity SET filed_as = filed_as WHERE id IN (SELECT id {ODD_FILINGS})")
        corrected += cursor.rowcount
        cursor.execute(f"UPDATE archive_nameverdict SET text = text WHERE id IN (SELECT id {ODD_VERDICTS})")
        corrected += cursor.rowcount
        cursor.execute("SELECT archive_lock_leftovers()")
        cursor.execute(RECOUNT_LEFTOVERS)
        return corrected + cursor.rowcount


def _derive_days() -> int:
    """Correct the days of statements, events and claims that differ; return how many rows."""
    derived = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (column, odd) in ODD_DAYS.items():
            cursor.execute(f"UPDATE {table} SET {column} = {column} WHERE {odd}")
            derived += cursor.rowcount
    return derived


def _make_indexes() -> None:
    """Rebuild the indexes that hold results of functions, concurrently with reads and writes."""
    together = "" if connection.in_atomic_block else "CONCURRENTLY "
    with connection.cursor() as cursor:
        for name in _column(LEFT_HALF_MADE):
            cursor.execute(f"DROP INDEX {name}")
        for name in _column(OF_ANSWERS):
            cursor.execute(f"REINDEX INDEX {together}{name}")


def _settle_words() -> int:
    """Add words that reports contain, and remove those that none contains any more; return how many."""
    idle = _column("SELECT archive_idle_words()")
    with transaction.atomic(), connection.cursor() as cursor:
        missing = _count("FROM archive_missing_words()")
        cursor.execute("SELECT archive_gather_words()")
        if not idle:
            return missing
        cursor.execute("SELECT archive_drop_words(%s::text[])", [idle])
        return missing + cursor.fetchone()[0]


def _ask(statement: str, ids: list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids])
        return cursor.fetchone()[0]


def _column(statement: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [value for (value,) in cursor.fetchall()]


def _count(source: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {source}")
        return cursor.fetchone()[0]
