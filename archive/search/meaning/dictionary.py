"""The lexemes of typed and of marked words, by the database's own configurations; cached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db import connection

from archive.reference.languages import STEMMERS

MAX_REMEMBERED = 200_000
MAX_LENGTH = 200  # maximum characters of a cached text, and of a word looked up for marking
# A placeholder for the unfinished last word of a phrase; no dictionary changes it.
PLACEHOLDER = "zqxjzqxj"

Placed = tuple[tuple[str, int], ...]  # lexemes, each with its position among the words, including small words


class Form(StrEnum):
    """Forms of a text to look up: all words; all with a PLACEHOLDER for the last; only the last; the last unstemmed."""

    WORDS = "to_tsvector('dateline', archive_fold_words(text))"
    OPEN = rf"to_tsvector('dateline', regexp_replace(archive_fold_words(text), '\S*\s*$', ' {PLACEHOLDER}'))"
    LAST = r"to_tsvector('dateline', substring(archive_fold_words(text) FROM '(\S*)\s*$'))"
    UNSTEMMED = r"to_tsvector('dateline_simple', substring(archive_fold_words(text) FROM '(\S*)\s*$'))"


LOOK_UP = """
    SELECT '{form}', text, lexeme, positions
    FROM unnest(%s::text[]) AS text, unnest({stems})
"""
# Of what a text is looked up in: a form, or its words as stems in another language, by its code.
LookUp = tuple[Form | str, str]
_looked_up: dict[LookUp, Placed] = {}


def look_up(asked: Iterable[LookUp]) -> dict[LookUp, Placed]:
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
    texts: dict[Form | str, list[str]] = defaultdict(list)
    for form, text in keys:
        texts[form].append(text)
    statements = [LOOK_UP.format(form=place, stems=_stems(form)) for place, form in enumerate(texts)]
    forms = list(texts)
    placed: dict[LookUp, list[tuple[int, str]]] = {key: [] for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), list(texts.values()))
        for place, text, lexeme, places in cursor.fetchall():
            placed[forms[int(place)], text] += [(place, lexeme) for place in places]
    return {key: tuple((lexeme, place) for place, lexeme in sorted(places)) for key, places in placed.items()}


def _stems(form):
    return form.value if isinstance(form, Form) else f"archive_stems('{form}', text)"


def lexemes_of_words(words: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    """Return {language: {word: its lexeme in reports in it}} of {language: words}, in one statement; a small word has an empty text."""
    asked = {
        language: {word: (language if language in STEMMERS else Form.WORDS, word[:MAX_LENGTH]) for word in dict.fromkeys(its)}
        for language, its in words.items()
    }  # fmt: skip
    known = look_up(key for its in asked.values() for key in its.values())
    return {
        language: {word: next((lexeme for lexeme, _ in known[key]), "") for word, key in its.items()}
        for language, its in asked.items()
    }
