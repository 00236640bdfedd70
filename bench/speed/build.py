"""Make an archive of a given size: rows by COPY, without triggers and indexes, then search records by the archive's own SQL.

The rows are the same as those ingest would have written, except captures and batches: `archive_index` writes the
search records, and every index is made again as it was.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from pathlib import Path

import psycopg

from bench.speed.corpus import Corpus, Report
from bench.speed.world import SOURCES, world

FILLED = (
    "archive_article",
    "archive_mention",
    "archive_fingerprint",
    "archive_searchrecord",
    "archive_searchvector",
    "archive_searchsignature",
)
REPORTS_AT_ONCE = 2_000
SAMPLE = 25_000
FORMAT = 3  # of the reports: with another number, existing archives and indexes are built again
MARKER = "bench.json"  # next to a complete archive
ARTICLE = (
    "COPY archive_article (id, uid, source_ref, headline, standfirst, body, byline, dateline, language, url, rights, note,"
    " date_printed, date_edtf, date_basis, status, withdrawn_reason, removed, story_decided, linked_digest, source_id,"
    " story_id) FROM STDIN"
)
MENTION = (
    'COPY archive_mention (article_id, entity_id, name_id, field, start, "end", text, method, status, rank, certainty)'
    " FROM STDIN"
)
SIGN = (
    "INSERT INTO archive_searchsignature (article_id, signature, shared) SELECT article_id, signature, shared"
    " FROM archive_searchvector, archive_signature(vector) WHERE article_id = ANY (%s)"
)
FINGERPRINT = "COPY archive_fingerprint (article_id, text_hash, bands, sample) FROM STDIN"


def address(home: Path) -> str:
    """Return the address of the archive's server for its superuser, who may switch triggers off."""
    from archive.hosting.database.server import Cluster

    return Cluster(home).url.replace("dateline@", "postgres@", 1)


def build(home: Path, speeches: Path, size: int) -> None:
    """Make the archive in `home`, which must hold none; prints how long each step took."""
    names = add_world()
    with step("indexes off"), psycopg.connect(address(home), autocommit=True) as connection:
        definitions = drop_indexes(connection)
    with step(f"copy {size:,} reports"):
        in_two(size, lambda first, last: copy_reports(home, speeches, names, first, last))
    with step("search records"):
        sample = min(size, SAMPLE)
        in_two(sample, lambda first, last: index_reports(home, first, last))
        learn_words(home)
        in_two(size - sample, lambda first, last: index_reports(home, sample + first, sample + last))
    with psycopg.connect(address(home), autocommit=True) as connection:
        for definition in definitions:
            with step(definition.split(" USING ")[0].removeprefix("CREATE ")):
                connection.execute("SET maintenance_work_mem = '1500MB'")
                connection.execute("SET max_parallel_maintenance_workers = 2")
                connection.execute(definition)
        with step("statistics"):
            for table in ("archive_article", "archive_story"):
                connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)", [size])
            connection.execute("VACUUM ANALYZE")
        with step("words"):
            connection.execute("SELECT archive_gather_words()")


@contextmanager
def step(label: str) -> Iterator[None]:
    """Print what is done and how many seconds it took."""
    begun = time.monotonic()
    yield
    print(f"  {label}: {time.monotonic() - begun:,.1f} s", file=sys.stderr, flush=True)


def add_world() -> dict[tuple[int, int], int]:
    """Add sources, entities and their names by the models; return {(entity, place of a spelling): id of the name}."""
    from django.db import connection

    from archive.models import Entity, Name, Source

    Source.objects.bulk_create(
        [
            Source(pk=number, slug=f"source-{number}", name=f"Source {number}")
            for number in range(1, SOURCES + 1)
        ]
    )
    entities = [
        Entity(
            pk=one.number, kind=one.kind, slug=f"{one.kind}-{one.number}", name=one.names[0],
            place_type=one.place_type, parent_id=one.parent,
        )
        for one in world().entities
    ]  # fmt: skip
    Entity.objects.bulk_create(entities, batch_size=1_000)
    Name.objects.bulk_create(
        [Name(entity_id=one.number, text=one.names[1]) for one in world().entities], batch_size=1_000
    )
    with connection.cursor() as cursor:
        for table in ("archive_source", "archive_entity"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
    return {
        (entity, 0 if primary else 1): pk
        for pk, entity, primary in Name.objects.values_list("pk", "entity_id", "is_primary")
    }


def drop_indexes(connection) -> list[str]:
    """Drop the indexes of the filled tables, save those that keys and constraints need; return how to make them again."""
    rows = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid::regclass::text = ANY (%s) AND NOT indisprimary"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 2",
        [list(FILLED)],
    ).fetchall()
    for name, _ in rows:
        connection.execute(f"DROP INDEX {name}")
    return [definition for _, definition in rows]


def in_two(size: int, work) -> None:
    """Do the work on two halves of the reports in two processes."""
    middle = size // 2
    children = []
    for first, last in ((1, middle), (middle + 1, size)) if size else ():
        child = os.fork()
        if not child:
            try:
                work(first, last)
                os._exit(0)
            except BaseException as error:  # noqa: BLE001
                print(repr(error), file=sys.stderr, flush=True)
                os._exit(1)
        children.append(child)
    ended = [os.waitpid(child, 0)[1] for child in children]
    if any(ended):
        raise SystemExit("A part of the work failed.")


def copy_reports(home: Path, speeches: Path, names: dict, first: int, last: int) -> None:
    """Copy reports with their mentions and fingerprints, triggers off."""
    corpus = Corpus(speeches)
    with psycopg.connect(address(home), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        for start in range(first, last + 1, REPORTS_AT_ONCE):
            reports = list(corpus.reports(start, min(start + REPORTS_AT_ONCE - 1, last)))
            with connection.transaction():
                _copy(connection, "COPY archive_story (id, uid, note) FROM STDIN", _stories(reports))
                _copy(connection, ARTICLE, map(_article, reports))
                _copy(connection, MENTION, (row for report in reports for row in _mentions(report, names)))
                _copy(connection, FINGERPRINT, map(_fingerprint, reports))


def _copy(connection, statement: str, rows) -> None:
    with connection.cursor().copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _stories(reports: list[Report]) -> Iterator[tuple]:
    return (
        (report.number, _uid("story", report.number), "")
        for report in reports
        if report.story == report.number
    )


def _uid(kind: str, number: int) -> uuid.UUID:
    return uuid.UUID(bytes=md5(f"{kind} {number}".encode(), usedforsecurity=False).digest())


def _article(report: Report) -> tuple:
    from archive.matching.link import digest_of

    digest = digest_of({"headline": report.headline, "body": report.body})
    return (
        report.number, _uid("report", report.number), str(report.number), report.headline, "", report.body, "", "",
        report.language, "", "", "", report.date, report.date, "stated" if report.date else "", "published", "", "[]",
        False, digest, report.source, report.story or None,
    )  # fmt: skip


def _mentions(report: Report, names: dict) -> Iterator[tuple]:
    for where, spoken in (("headline", report.headline_names), ("body", report.body_names)):
        for one in spoken:
            printed = one.entity.names[one.spelling]
            name = names[one.entity.number, one.spelling]
            yield (
                report.number, one.entity.number, name, where, one.start, one.end, printed, "names", "accepted", 0, "certain"
            )  # fmt: skip


def _fingerprint(report: Report) -> tuple:
    from archive.matching.sketch import sketch

    made = sketch(report.body)
    return (report.number, made.text_hash, made.bands, made.sample)


def index_reports(home: Path, first: int, last: int) -> None:
    """Write the search records of reports, a lot at a time, and what triggers would make of their vectors."""
    with psycopg.connect(address(home), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        for start in range(first, last + 1, REPORTS_AT_ONCE):
            ids = list(range(start, min(start + REPORTS_AT_ONCE - 1, last) + 1))
            connection.execute("SELECT archive_index(%s::integer[])", [ids])
            connection.execute(SIGN, [ids])


def learn_words(home: Path) -> None:
    """Learn the common words from the existing reports, so that all later ones get tokens for them at once."""
    from django.db import connections

    from archive.search.matches.learn import learn_common_words

    connections.close_all()  # the server was used by other processes meanwhile
    with psycopg.connect(address(home), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE archive_searchvector")
    learn_common_words()
    connections.close_all()


def main(home: str, speeches: str, size: str) -> None:
    """Make an empty archive in `home` and fill it; runs in a separate process, as the settings depend on the home."""
    import django

    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True)
    django.setup()
    build(Path(home), Path(speeches), int(size))
    (Path(home) / MARKER).write_text(json.dumps({"size": int(size), "format": FORMAT}))


if __name__ == "__main__":
    os.environ["ARCHIVE_HOME"] = sys.argv[1]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    main(*sys.argv[1:4])
