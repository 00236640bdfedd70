"""Reports with a word that begins with some letters, put together from its common words, which are kept one by one.

The index has to gather all reports of all words with this beginning, which takes a tenth of a second for 300,000 of them.
Which words there are is known from the lexicon; it cuts long ones, and has none without a letter.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from django.db import connection

from archive.models import LexiconWord

BEGINNING = re.compile(r"'((?!#)(?:[^']|'')+)':\*")
LETTER = re.compile("[a-z]")
LONGEST = 60  # characters of a word in the lexicon
MOST_WORDS = 500  # the others are asked for one by one: the time for one long OR grows with words times hits
IDS = "SELECT string_agg(archive_ids(asked::tsquery), '') FROM unnest(%s::text[]) AS asked"


def words_begun(text, snapshot):
    """Return the words that a tsquery for one beginning stands for, as in a tsquery; None where it is none, or they are too many."""
    beginning = BEGINNING.fullmatch(text)
    if not beginning or len(beginning[1]) >= LONGEST or not LETTER.search(beginning[1]):
        return None
    return _words(beginning[1].replace("''", "'"), snapshot.epoch, snapshot.serial)


@lru_cache(maxsize=500)
def _words(letters, epoch, serial):
    known = LexiconWord.objects.filter(word__startswith=letters)
    words = list(known.values_list("word", flat=True).distinct()[: MOST_WORDS + 1])
    return None if len(words) > MOST_WORDS else [_as_tsquery(word) for word in words]


def _as_tsquery(word):
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'" if len(word) < LONGEST else f"'{quoted}':*"


def ids_of_any(texts):
    """Return the ids of the reports that match any of these tsqueries, as an array; some may be in it several times."""
    if not texts:
        return np.empty(0, dtype=np.int32)
    with connection.cursor() as cursor:
        cursor.execute(IDS, [texts])
        return np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i4").astype(np.int32)
