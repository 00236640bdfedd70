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
_looked_up: dict[tuple[Form, str], Placed] = {}


def look_up(asked: Iterable[tuple[Form, str]]) -> dict[tuple[Form, str], Placed]:
    """Return {(form, text): its lexemes in order}; those not cached are looked up in one statement."""
    asked = dict.fromkeys(asked)
    known = {key: placed for key in asked if (placed := _looked_up.get(key)) is not None}
    missing = [key for key in asked if key not in known]
    if missing:
        fresh = _read(missing)
        if len(_looked_up) > MAX_REMEMBERED:
            _looked_up.clear()
        _looked_up.update({key: placed for key, placed in fresh.items() if len(key[1]) <= MAX_LENGTH})
        known |= fresh
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
    return {key: tuple((lexeme, place) for place, lexeme in sorted(places)) for key, places in placed.items()}


def lexemes_of_words(words: Iterable[str]) -> dict[str, str]:
    """Return {word: its lexeme}, an empty text for a small word."""
    words = dict.fromkeys(words)
    known = look_up((Form.WORDS, word[:MAX_LENGTH]) for word in words)
    return {word: next((lexeme for lexeme, _ in known[Form.WORDS, word[:MAX_LENGTH]]), "") for word in words}
