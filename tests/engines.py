"""The engines of a search (archive/search/engine.py), on the few reports of a test."""

from __future__ import annotations

from dataclasses import asdict

from django.db import connection

from archive.models import CommonWord
from archive.search import engine

# The words whose phrases are stored as tokens in a large archive: about half of the words in the tests' phrases, so that the
# other phrases are found by signatures.
LEARNT = (
    "ahmad", "alliance", "falcon", "fell", "heron", "khan", "mazar", "northern", "report", "shah", "sharif", "snow", "town",
)  # fmt: skip


def counted(share: float, most: int) -> list[str]:
    """Return the lexemes in this share of the reports at least: what PostgreSQL's statistics say of a large archive."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM ts_stat('SELECT vector FROM archive_searchvector')"
            " WHERE ndoc >= %s * (SELECT count(*) FROM archive_searchvector) ORDER BY ndoc DESC, word LIMIT %s",
            [share, most],
        )
        return [word for (word,) in cursor.fetchall()]


def these_words(*words: str):
    """Return a replacement for the statistics that makes exactly these lexemes common."""
    return lambda share, most: list(words)


# Mechanisms for large archives are active from the start; sets are as often lists as masks, and counts are as often
# gathered as inverted. Some words are common, others are not.
LARGE = {
    "common_from": 0,
    "common_share": 0.3,
    "learnt_from": 0,
    "commonest": counted,
    "dense": 2,
    "gathered": 2,
    "rows_at_once": 7,
    "most_loose": 5,
}


def large(**thresholds):
    """Activate the engine of a large archive, on however few reports; a context manager."""
    return engine.using(**LARGE | thresholds)


def small():
    """Activate the engine of a small archive, whichever is active; a context manager."""
    return engine.using(**asdict(engine.Engine()))


def learn_words() -> None:
    """Mark the words of LEARNT as common before any report is written, so that all have tokens for them."""
    CommonWord.objects.bulk_create([CommonWord(lexeme=word, ready=True) for word in LEARNT])
