"""Archives committed once for all tests of a module, which only read them, so that searches share and cache what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection

from archive.search import engine
from archive.search.matches.learn import learn_common_words

Built = TypeVar("Built")
# Rules of cleaning that came with the schema refer to sources, and so would be deleted with them.
EMPTY = """
    CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM archive_boilerplaterule WHERE source_id IS NULL;
    TRUNCATE archive_article, archive_entity, archive_source, archive_story, archive_event, archive_datasetrow, archive_capture,
        archive_batch, archive_commonword, archive_lexiconword, archive_leftovername, archive_nameverdict, archive_pendingcomparison,
        archive_likelypair CASCADE;
    INSERT INTO archive_boilerplaterule SELECT * FROM kept;
"""


@contextmanager
def committed(django_db_blocker, build: Callable[[], Built]) -> Iterator[Built]:
    """Commit what `build` writes, with its common words learnt, and delete everything afterwards; give what it returned."""
    with django_db_blocker.unblock():
        try:
            built = build()
            learn()
            yield built
        finally:
            with connection.cursor() as cursor:
                cursor.execute(EMPTY)


def learn() -> None:
    """Learn the common words of an archive, however small it is."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with engine.using(learnt_from=0):
        learn_common_words()
