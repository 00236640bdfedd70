"""Phrases: which tokens stand for one, and which of some reports have it.

Of common words runs are indexed as tokens (archive_runs in archive/sql/phrases.sql). For other words the
signatures of the reports tell (in the same file), at a tenth of what their vectors would cost.
"""

from __future__ import annotations

from math import prod

import numpy as np
from django.db import connection

from archive.models import CommonWord
from archive.search.meaning.lexemes import Lexeme
from archive.search.meaning.tsquery import as_tsquery

# Between two words that are n places apart there may be others, words that are left out, or both: 2 ** (n - 1) patterns.
MAX_PATTERNS = 16
IDS = "SELECT archive_ids_of_phrase(%s::integer[], %s::tsquery, %s, %s)"


def tokens_of_phrase(phrase, snapshot):
    """Return the tokens that stand for a LexemePhrase of common words, as Lexemes; none where a word is not common.

    One token is the phrase; of several it has all, but they may stand apart: `ids_with_phrase` tells.
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
    """Tell whether signatures say anything of a LexemePhrase: not where its words stand so far apart that most would fit."""
    return (
        phrase.is_plain
        and 0 not in phrase.steps
        and prod(2 ** (step - 1) for step in phrase.steps) <= MAX_PATTERNS
    )


def ids_with_phrase(ids, phrase):
    """Return those of the ids whose reports have a LexemePhrase for which `has_signature`; an array."""
    lexemes, steps = [part.text for part in phrase.parts], list(phrase.steps)
    with connection.cursor() as cursor:
        cursor.execute(
            IDS, ["{" + ",".join(map(str, ids.tolist())) + "}", as_tsquery(phrase), lexemes, steps]
        )
        return np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i4").astype(np.int32)
