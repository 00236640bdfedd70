"""The words of the archive, for what is typed in part or spelled by ear.

Read from the vectors of at most SAMPLE reports: all of a small archive, a random part of a large one, where a word that
stands in very few reports may be missed.
"""

from __future__ import annotations

from functools import lru_cache

from django.db import connection

from archive.models import DataVersion, SearchRecord

SAMPLE = 5_000
MOST = 50


def words_ending(text):
    """Return the words of the archive that end in a text, the commonest first, at most MOST."""
    return _ask("word LIKE '%%' || %s", [_escaped(_folded(text))])


def similar_words(text):
    """Return the words that differ by a letter, by two where they are long, or that sound alike (double metaphone)."""
    folded = _folded(text)
    allowed = 1 if len(folded) < 6 else 2
    return _ask(
        "left(word, 1) = left(%s, 1) AND abs(length(word) - length(%s)) <= 3 AND length(word) < 100"
        " AND (levenshtein_less_equal(word, %s, %s) <= %s"
        " OR dmetaphone(%s) <> '' AND dmetaphone(word) = dmetaphone(%s))",
        [folded, folded, folded, allowed, allowed, folded, folded],
    )


def _ask(condition, params):
    words = _vocabulary(DataVersion.objects.current())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) WITH ORDINALITY AS known (word, place)"
            f" WHERE {condition} ORDER BY place LIMIT {MOST}",
            [list(words), *params],
        )
        return [row[0] for row in cursor.fetchall()]


@lru_cache(maxsize=2)
def _vocabulary(version):
    """Return the words of the archive in this version of the data, the commonest first."""
    share = min(100.0, 100.0 * SAMPLE / max(SearchRecord.objects.count(), 1))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM ts_stat(%s) WHERE word !~ '^#' ORDER BY ndoc DESC, word",
            [f"SELECT vector FROM archive_searchrecord TABLESAMPLE BERNOULLI ({share:.6f}) REPEATABLE (1)"],
        )
        return tuple(row[0] for row in cursor.fetchall())


def _folded(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT replace(archive_name_key(%s), ' ', '')", [text])
        return cursor.fetchone()[0]


def _escaped(text):
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
