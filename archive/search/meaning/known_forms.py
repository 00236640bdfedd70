"""What the archive has of the other forms of words: variant words, words in one or two, kinds of a designator, stems of other languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

import numpy as np
from django.db import connection

from archive.models import VariantWords
from archive.reference.compounds import is_parted
from archive.reference.languages import STEMMERS
from archive.reference.variant_words import CUT_TOO_SHORT
from archive.search.facets import FACETS, ID_MASK, SHIFT, language_code
from archive.search.meaning.dictionary import Form, look_up
from archive.search.records.snapshot import current
from archive.text.words import fold

BETWEEN = re.compile("[- \u200c]+")  # the parts of one word, or two words
DESIGNATOR = re.compile(r"([a-z]{1,4})[- \u200c]?([0-9]{1,4})([a-z]?)")  # F-16, AK-47, P-8A
MIN_PART, MIN_JOINED, MAX_PARTS = 3, 6, 4
MAX_WORD = 40  # letters
# The letters of languages that are not written in Latin ones.
LETTERS = {
    "ar": "[\u0600-\u06ff]", "el": "[\u0370-\u03ff]", "hi": "[\u0900-\u097f]", "hy": "[\u0530-\u058f]", "ne": "[\u0900-\u097f]",
    "ru": "[\u0400-\u04ff]", "sr": "[\u0400-\u04ffa-z]", "ta": "[\u0b80-\u0bff]",
}  # fmt: skip
HELD = """
    SELECT form, language FROM archive_known_forms(%s, '{en}') UNION ALL SELECT form, language FROM archive_known_forms(%s, %s)
"""
KINDS = "SELECT form, kind FROM archive_kinds_of(%s) ORDER BY form, kind"

Stems = tuple[str, ...]


@dataclass(frozen=True)
class KnownForms:
    """{a text: its other forms that the archive has} and {a text: the languages in which it has other stems of it}."""

    also: dict[str, tuple[str, ...]] = field(default_factory=dict)
    languages: dict[str, tuple[str, ...]] = field(default_factory=dict)


def known_forms(texts: Iterable[str]) -> KnownForms:
    """Return what the archive has of the other forms of these words, pairs of words and phrases."""
    texts, snapshot = tuple(texts), current()
    candidates = _candidates(texts, snapshot.remembered("variant words", _variants))
    languages = tuple(one for one in _languages(snapshot) if any(_is_in(one, text) for text in texts))
    if not candidates and not languages:
        return KnownForms()
    forms = tuple(dict.fromkeys(chain.from_iterable(candidates.values())))
    rows = _held(forms, texts if languages else (), languages, snapshot.epoch, snapshot.serial)
    held = {form for form, language in rows if language == "en"}
    also = _other_forms(candidates, held, _kinds(forms, snapshot.epoch, snapshot.serial))
    in_languages: dict[str, tuple[str, ...]] = {}
    for text, language in rows:
        if language != "en" and _is_in(language, text):
            in_languages[text] = (*in_languages.get(text, ()), language)
    return KnownForms(also, in_languages)


def _other_forms(candidates, held, kinds) -> dict[str, tuple[str, ...]]:
    """Return {text: its forms that are held, and their kinds}, one of those with the same stems."""
    made = {
        text: [*filter(held.__contains__, forms), *chain.from_iterable(kinds.get(form, ()) for form in forms)]
        for text, forms in candidates.items()
    }
    stems = _stems((*made, *chain.from_iterable(made.values())))
    also = {}
    for text, forms in made.items():
        distinct: dict[Stems, str] = {}
        own = stems[text] if len(stems[text]) == len(text.split(" ")) or " " not in text else ()
        for form in forms:
            # With a small word it would find its other word alone.
            is_whole = len(stems[form]) == len(form.split())
            is_cut_too_short = "iz" in form and "iz" not in text and not CUT_TOO_SHORT.isdisjoint(stems[form])
            if is_whole and stems[form] != own and not is_cut_too_short:
                distinct.setdefault(stems[form], form)
        if distinct:
            also[text] = tuple(distinct.values())
    return also


def _stems(texts: Iterable[str]) -> dict[str, Stems]:
    placed = look_up((Form.WORDS, text) for text in texts)
    return {text: tuple(lexeme for lexeme, _ in found) for (_, text), found in placed.items()}


# Candidates


def _candidates(texts, variants) -> dict[str, list[str]]:
    """Return {text: how else it may be written}, without those that have no other form."""
    written = {text: _written(text) for text in texts}
    stems = _stems((*texts, *chain.from_iterable(written.values())))
    found = {}
    for text, forms in written.items():
        if " " in text and not all(stems.get(part, True) for part in text.split()):
            continue  # a pair with a small word
        listed = [form for one in (text, *forms) for form in _variants_of(one, stems[one], variants)]
        if forms or listed:
            found[text] = list(dict.fromkeys([*forms, *listed]))
    return found


def _variants_of(text: str, stems: Stems, variants) -> Iterator[str]:
    """Yield the variants of a word or a pair, without those whose stem alone is the same."""
    if len(stems) == len(BETWEEN.split(text)):  # none is a small word: "hand over" is more than "hand"
        for form, forms in variants.get(stems, {}).items():
            if len(stems) > 1 or _is_a_form(fold(text), form, stems[0]):
                yield from forms


def _is_a_form(word: str, listed: str, stem: str) -> bool:
    """Return whether a word may be an inflected form of a listed one with the same stem: "says" is none of "sayed", nor "organs" of "organization"."""
    is_cut = len(listed) - len(stem) > 1
    return ("iz" in listed) == ("iz" in word) and (not is_cut or word.startswith(listed[: len(stem) + 1]))


def _variants() -> dict[Stems, dict[str, tuple[str, ...]]]:
    """Return {the stems of a variant word: {the word: all forms of it}}, without those that have a small word in them (hand over)."""
    groups = [(word, *others) for word, others in VariantWords.objects.values_list("word", "others")]
    stems = _stems(chain.from_iterable(groups))
    found: dict[Stems, dict[str, tuple[str, ...]]] = {}
    for group in groups:
        for form in group:
            if len(stems[form]) == len(BETWEEN.split(form)):
                known = found.setdefault(stems[form], {})
                known[form] = (*known.get(form, ()), *group)
    return found


@lru_cache(maxsize=20_000)
def _written(text: str) -> tuple[str, ...]:
    """Return how a word or a pair of words is also written: in one word, or in two."""
    if len(text) > MAX_WORD:
        return ()
    folded = fold(text)
    if found := DESIGNATOR.fullmatch(folded):
        letters, number, kind = found.groups()
        return (f"{letters}{number}{kind}", f"{letters} {number}{kind}")
    parts = BETWEEN.split(folded)
    if len(parts) == 1:
        return _parted(folded)
    joined = "".join(parts)
    least, least_part = (MIN_JOINED, MIN_PART) if joined.isascii() else (4, 2)
    is_short = len(joined) < least or (" " in text and min(map(len, parts)) < least_part)
    return (joined,) if joined.isalpha() and not is_short and len(parts) <= MAX_PARTS else ()


def _parted(word: str) -> tuple[str, ...]:
    """Return the two words that a word is also written as."""
    if len(word) < MIN_JOINED or not word.isalpha():
        return ()
    pairs = ((word[:place], word[place:]) for place in range(MIN_PART, len(word) - MIN_PART + 1))
    return tuple(f"{first} {last}" for first, last in pairs if is_parted(first, last))


# What is held


@lru_cache(maxsize=2_000)
def _held(forms, texts, languages, epoch, serial) -> list[tuple[str, str]]:
    """Return (form, "en") of those that are held, and (text, language) of those of which another stem is."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [list(forms), list(texts), list(languages)])
        return cursor.fetchall()


@lru_cache(maxsize=2_000)
def _kinds(forms, epoch, serial) -> dict[str, list[str]]:
    """Return {designator: those of its kinds}: P-8A is a P-8."""
    numbered = [form for form in forms if form[-1].isdigit() and DESIGNATOR.fullmatch(form)]
    if not numbered:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(KINDS, [[form.split()[-1] for form in numbered]])
        found = cursor.fetchall()
    return {
        form: [form[: -len(base)] + kind for base, kind in found if form.split()[-1] == base]
        for form in numbered
    }


# Languages


def _languages(snapshot) -> tuple[str, ...]:
    """Return the languages with a stemmer of their own that some report is in."""

    def read():
        columns = snapshot.columns
        end = columns.starts[columns.settled]
        settled = columns.from_settled("languages", lambda: _numbers(columns.values[:end]))
        codes = map(language_code, settled | _numbers(columns.values[end:]))
        return tuple(sorted(STEMMERS.keys() & set(codes)))

    return snapshot.remembered("stemmed languages", read)


def _numbers(values) -> frozenset[int]:
    ours = values[(values >> SHIFT) == FACETS["language"].number]
    return frozenset((np.unique(ours) & ID_MASK).tolist())


def _is_in(language: str, text: str) -> bool:
    """Return whether a text is in the letters of a language."""
    return bool(re.search(LETTERS.get(language, "[a-z]"), fold(text)))
