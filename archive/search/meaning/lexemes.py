"""What single words are in the vectors, as the database's own configuration says, remembered for every word asked before."""

from __future__ import annotations

from django.db import connection

REMEMBERED = 200_000
LONGEST = 200

_known: dict[str, str] = {}


def lexemes_of_words(words):
    """Return {word: its lexeme}, an empty text for a stop word."""
    missing = [word for word in words if word not in _known]
    if missing:
        if len(_known) > REMEMBERED:
            _known.clear()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT word, coalesce((tsvector_to_array(to_tsvector('dateline', archive_fold(left(word, %s)))))[1], '')"
                " FROM unnest(%s::text[]) AS word",
                [LONGEST, missing],
            )
            _known.update(cursor.fetchall())
    return {word: _known[word] for word in words}
