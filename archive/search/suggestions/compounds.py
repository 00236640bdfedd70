"""Misprints of words that reports print in two words or with a hyphen alone: "ceasefrie", where all have "cease-fire"."""

from __future__ import annotations

from archive.reference.compounds import is_parted
from archive.search.meaning.known_forms import known_forms
from archive.text.likeness import effort, one_letter_off

MIN_COMPOUND, MIN_PART = 8, 3  # letters: most slips of shorter words would be taken for a compound


def compound_meant(word: str) -> str:
    """Return the compound that was likeliest mistyped as a word, if reports have it in another form; "" if there is none."""
    if len(word) < MIN_COMPOUND or not word.isalpha():
        return ""
    held = known_forms([slip for slip in one_letter_off(word) if _is_compound(slip)]).also
    return min(held, key=lambda slip: (effort(word, slip), slip), default="")


def _is_compound(word: str) -> bool:
    return any(is_parted(word[:place], word[place:]) for place in range(MIN_PART, len(word) - MIN_PART + 1))
