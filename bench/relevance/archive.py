"""A scratch archive in a separate database, and the archive's own search over it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from django.core.management import call_command
from django.db import connection
from django.http import QueryDict

from archive.models import Article, Source
from archive.search import listing
from bench.relevance.folder import Document
from tests.databases import drop

PREFIX = "relevance"
BATCH = 500
HEADLINE_LENGTH = 500
FIRST_WORDS = 8


@contextmanager
def scratch_archive() -> Iterator[None]:
    """Create an empty database beside the archive's own, use it, and always drop it at the end."""
    own_name = connection.settings_dict["NAME"]
    _drop_what_was_left()
    connection.settings_dict["TEST"]["NAME"] = f"{PREFIX}_{os.getpid()}"
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        yield
    finally:
        connection.creation.destroy_test_db(own_name, verbosity=0)


def _drop_what_was_left() -> None:
    """Drop the databases of runs that were killed before they could do so."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(r"SELECT datname FROM pg_database WHERE datname ~ %s", [rf"^{PREFIX}_\d+$"])
        for (name,) in cursor.fetchall():
            if not os.path.exists(f"/proc/{name.removeprefix(PREFIX + '_')}"):
                drop(cursor, name)


def load(documents: Iterable[Document]) -> dict[int, str]:
    """Load the documents as published reports of one source; return {id of a report: its document}."""
    source = Source.objects.create(slug="test-set", name="Test set")
    names: dict[int, str] = {}
    waiting = iter(documents)
    while batch := list(islice(waiting, BATCH)):
        reports = Article.objects.bulk_create([_report(document, source) for document in batch])
        names |= {report.pk: document.name for report, document in zip(reports, batch, strict=True)}
    _settle()
    return names


def _report(document: Document, source: Source) -> Article:
    """Return the report of a document; one without a title gets its first words in brackets, as in the archive."""
    title = " ".join(document.title.split()).replace("\0", "")
    text = document.text.replace("\0", "").strip()
    headline = title or f"[{' '.join(text.split()[:FIRST_WORDS])} …]"
    return Article(
        source=source,
        source_ref=document.name[:200],
        headline=headline[:HEADLINE_LENGTH],
        body=text or title,
        status=Article.Status.PUBLISHED,
    )


def load_demo() -> dict[int, str]:
    """Load the demo with its names; return {id of a report: its number at the source}."""
    call_command("loaddata", "demo", verbosity=0)
    _settle()
    return dict(Article.objects.published().values_list("pk", "source_ref"))


def demo_documents() -> list[Document]:
    """Return the reports of the demo, once it is loaded."""
    fields = Article.objects.published().order_by("pk").values_list("source_ref", "headline", "body")
    return [Document(*values) for values in fields]


def _settle() -> None:
    """Update PostgreSQL's statistics, as autovacuum would after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def ask_archive(question: str) -> list[int]:
    """Return the ids of the reports with most of a question, most relevant first; copies of a story count one by one."""
    params = QueryDict(mutable=True)
    params["q"], params["match"] = question, "most"
    return listing(params).ids
