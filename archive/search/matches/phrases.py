"""Phrases: which tokens stand for one, and which of some reports have it.

Of common words runs are indexed as tokens (archive_runs in archive/sql/phrases.sql). For other words the
signatures of the reports tell (in the same file), at a tenth of what their vectors would cost.
"""

from __future__ import annotations

import re
from math import prod

import numpy as np
from django.db import connection

from archive.models import CommonWord

SINGLE = re.compile(r"'((?:[^']|'')+)'")
STEP = re.compile(r" <(-|\d+)> ")
# Between two words that are n places apart there may be others, words that are left out, or both: 2 ** (n - 1) patterns.
MOST_PATTERNS = 16
IDS = "SELECT archive_ids_of_phrase(%s::integer[], %s::tsquery, %s, %s)"


def words_and_steps(text):
    """Return the words of a tsquery that is one phrase, as they are quoted there, and the distances between them; None where it is none."""
    parts = STEP.split(text)
    words = [SINGLE.fullmatch(part) for part in parts[::2]]
    steps = [1 if step == "-" else int(step) for step in parts[1::2]]
    if not steps or not all(words) or 0 in steps:
        return None
    return [word[1] for word in words], steps


def tokens_of_phrase(text, snapshot):
    """Return the tokens that stand for a phrase of common words, as tsqueries; none where a word is not common.

    One token is the phrase; of several it has all, but they may stand apart: `ids_with_phrase` tells.
    """
    common = common_words(snapshot)
    words, steps = words_and_steps(text) or ([], [])
    if not all(word in common for word in words):
        return []
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
    return [f"'{token}'" for token in tokens]


def common_words(snapshot):
    """Return the words whose phrases are indexed as tokens."""

    def read():
        return frozenset(CommonWord.objects.filter(ready=True).values_list("lexeme", flat=True))

    return snapshot.remembered("common words", read)


def has_signature(text):
    """Tell whether signatures say anything of a phrase: not where its words stand so far apart that most would fit."""
    parts = words_and_steps(text)
    return parts is not None and prod(2 ** (step - 1) for step in parts[1]) <= MOST_PATTERNS


def ids_with_phrase(ids, text):
    """Return those of the ids whose reports have a phrase, a tsquery for which `has_signature`; an array."""
    words, steps = words_and_steps(text)
    lexemes = [word.replace("''", "'").replace("\\\\", "\\") for word in words]
    with connection.cursor() as cursor:
        cursor.execute(IDS, ["{" + ",".join(map(str, ids.tolist())) + "}", text, lexemes, steps])
        return np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i4").astype(np.int32)
