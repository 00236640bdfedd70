"""Learn which words are common, so that phrases of them are found by tokens (archive_runs).

Common words come from PostgreSQL's own statistics of the vectors. A word once learnt stays: its tokens do no harm when it becomes
rarer. Small archives need none, as a phrase is checked in few vectors there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from archive.models import CommonWord, SearchVector
from archive.search import engine

MAX_LENGTH = 100  # characters
BATCH_SIZE = 500

# Vectors are locked first: a concurrent change of one comes after this, and rewrites its tokens.
LOCK_VECTORS = "SELECT article_id FROM archive_searchvector WHERE article_id = ANY (%s) ORDER BY article_id FOR NO KEY UPDATE"
WRITE_TOKENS = """
    UPDATE archive_searchvector filed SET tokens = made.tokens
    FROM (
        SELECT article_id, archive_tokens(vector) AS tokens FROM archive_searchvector WHERE article_id = ANY (%s)
    ) AS made
    WHERE filed.article_id = made.article_id AND filed.tokens <> made.tokens
"""


@dataclass
class Learnt:
    """How many words are new, and how many reports were given tokens for them."""

    words: int = 0
    reports: int = 0


def learn_common_words(*, progress: Callable[[Learnt], None] | None = None) -> Learnt:
    """Learn the words that are now common, and give every report its tokens; can be stopped and restarted."""
    learnt = Learnt(words=_add_words())
    if not CommonWord.objects.filter(ready=False).exists():
        return learnt
    last = 0
    while ids := list(_next_ids(last)):
        _write_tokens(ids)
        last = ids[-1]
        learnt.reports += len(ids)
        if progress:
            progress(learnt)
    _mark_ready()
    return learnt


def _add_words() -> int:
    """Add the common words that are not known yet; return how many.

    Writers hold a lock on the table while they index a report: once this has it, there is no writer left that has not seen
    the new words and whose reports are invisible here.
    """
    now = engine.current()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'archive_searchvector'::regclass")
        if cursor.fetchone()[0] < now.learnt_from:
            return 0
        wanted = {
            word
            for word in now.commonest(now.learnt_share, now.most_learnt)
            if not word.startswith("#") and len(word) < MAX_LENGTH
        }
        new = wanted - set(CommonWord.objects.values_list("lexeme", flat=True))
        if new:
            cursor.execute("LOCK TABLE archive_commonword IN ACCESS EXCLUSIVE MODE")
            CommonWord.objects.bulk_create(
                [CommonWord(lexeme=word) for word in sorted(new)], ignore_conflicts=True
            )
        return len(new)


def _next_ids(last: int):
    after = SearchVector.objects.filter(article__gt=last).order_by("article")
    return after.values_list("article", flat=True)[:BATCH_SIZE]


def _write_tokens(ids: list[int]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK_VECTORS, [ids])
        cursor.execute(WRITE_TOKENS, [ids])


def _mark_ready() -> None:
    """Let searches use the words; the change is logged, so that every process rereads them."""
    with transaction.atomic(), connection.cursor() as cursor:
        CommonWord.objects.filter(ready=False).update(ready=True)
        cursor.execute("SELECT archive_note_change('{}')")
