"""Phrases: the tokens for a phrase, and which of some reports contain it.

Runs of common words are indexed as tokens (archive_runs in archive/sql/phrases.sql). For other words the signatures of the reports
decide (in the same file), at a tenth of the cost of their vectors.
"""

from __future__ import annotations

from math import prod

import numpy as np
from django.db import connection

from archive.models import CommonWord
from archive.search.meaning.lexemes import Lexeme
from archive.search.meaning.tsquery import as_tsquery

# Between two words at distance n there may be other words, ignored words, or both: 2 ** (n - 1) patterns.
MAX_PATTERNS = 16
IDS = "SELECT archive_ids_of_phrase(%s::integer[], %s::tsquery, %s, %s)"


def tokens_of_phrase(phrase, snapshot):
    """Return the tokens for a LexemePhrase of common words, as Lexemes; none if a word is not common.

    A single token is the phrase; a report with several tokens has all of them, but perhaps apart: `ids_with_phrase` decides.
    """
    common = common_words(snapshot)
    if not phrase.is_plain or not all(part.text in common for part in phrase.parts):
        return []
    words, steps = [part.text for part in phrase.parts], list(phrase.steps)
    tokens, place = [], 0
    while place < len(steps):
        if steps[place : place + 2] == [1, 1]:
            tokens.append(" ".join(words[place : place + 3]))
            place += 2
        elif steps[place] in (1, 2):
            tokens.append((" " if steps[place] == 1 else " . ").join(words[place : place + 2]))
            place += 1
        else:
            return []
    return [Lexeme(token) for token in tokens]


def common_words(snapshot):
    """Return the words whose phrases are indexed as tokens."""

    def read():
        return frozenset(CommonWord.objects.filter(ready=True).values_list("lexeme", flat=True))

    return snapshot.remembered("common words", read)


def has_signature(phrase):
    """Return whether signatures help with a LexemePhrase: not if its words are so far apart that most would match."""
    return (
        phrase.is_plain
        and 0 not in phrase.steps
        and prod(2 ** (step - 1) for step in phrase.steps) <= MAX_PATTERNS
    )


def ids_with_phrase(ids, phrase):
    """Return the ids of those reports that contain a LexemePhrase for which `has_signature`; an array."""
    lexemes, steps = [part.text for part in phrase.parts], list(phrase.steps)
    with connection.cursor() as cursor:
        cursor.execute(
            IDS, ["{" + ",".join(map(str, ids.tolist())) + "}", as_tsquery(phrase), lexemes, steps]
        )
        return np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i4").astype(np.int32)
