"""The lexemes of typed and of marked words, by the database's own configurations; cached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from django.db import connection

MAX_REMEMBERED = 200_000
MAX_LENGTH = 200  # maximum characters of a cached text, and of a word looked up for marking
# A placeholder for the unfinished last word of a phrase; no dictionary changes it.
PLACEHOLDER = "zqxjzqxj"

Placed = tuple[tuple[str, int], ...]  # lexemes, each with its position among the words, including small words


class Form(StrEnum):
    """Forms of a text to look up: all words; all with a PLACEHOLDER for the last; only the last; the last unstemmed."""

    WORDS = "to_tsvector('dateline', archive_fold(text))"
    OPEN = rf"to_tsvector('dateline', regexp_replace(archive_fold(text), '\S*\s*$', ' {PLACEHOLDER}'))"
    LAST = r"to_tsvector('dateline', substring(archive_fold(text) FROM '(\S*)\s*$'))"
    UNSTEMMED = r"to_tsvector('dateline_simple', substring(archive_fold(text) FROM '(\S*)\s*$'))"


LOOK_UP = """
    SELECT '{form.name}', text, lexeme, positions
    FROM unnest(%s::text[]) AS text, unnest({form.value})
"""
LEXEMES = """
    SELECT word, coalesce((tsvector_to_array(to_tsvector('dateline', archive_fold(left(word, %s)))))[1], '')
    FROM unnest(%s::text[]) AS word
"""

_looked_up: dict[tuple[Form, str], Placed] = {}
_lexemes: dict[str, str] = {}


def look_up(asked: Iterable[tuple[Form, str]]) -> dict[tuple[Form, str], Placed]:
    """Return {(form, text): its lexemes in order}; those not cached are looked up in one statement."""
    asked = dict.fromkeys(asked)
    known = {key: placed for key in asked if (placed := _looked_up.get(key)) is not None}
    missing = [key for key in asked if key not in known]
    if missing:
        found = _read(missing)
        _remember(_looked_up, {key: placed for key, placed in found.items() if len(key[1]) <= MAX_LENGTH})
        known |= found
    return known


def _read(keys):
    texts: dict[Form, list[str]] = defaultdict(list)
    for form, text in keys:
        texts[form].append(text)
    placed: dict[tuple[Form, str], list[tuple[int, str]]] = {key: [] for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(LOOK_UP.format(form=form) for form in texts), list(texts.values()))
        for form, text, lexeme, places in cursor.fetchall():
            placed[Form[form], text] += [(place, lexeme) for place in places]
    return {key: tuple((lexeme, place) for place, lexeme in sorted(found)) for key, found in placed.items()}


def lexemes_of_words(words: Iterable[str]) -> dict[str, str]:
    """Return {word: its lexeme}, an empty text for a small word."""
    words = dict.fromkeys(words)
    known = {word: lexeme for word in words if (lexeme := _lexemes.get(word)) is not None}
    missing = [word for word in words if word not in known]
    if missing:
        with connection.cursor() as cursor:
            cursor.execute(LEXEMES, [MAX_LENGTH, missing])
            found = dict(cursor.fetchall())
        _remember(_lexemes, found)
        known |= found
    return known


def _remember(memory: dict, found: dict) -> None:
    if len(memory) > MAX_REMEMBERED:
        memory.clear()
    memory.update(found)
