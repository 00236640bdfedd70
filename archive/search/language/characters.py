"""The characters of a query: variants unified, and where the letters of a word begin and end."""

from __future__ import annotations

import re
from unicodedata import category

from archive.search.language import grammar

# Characters that can be neither stored nor shown.
UNPRINTABLE = dict.fromkeys((*range(32), *range(127, 160), *range(0xD800, 0xE000)), " ")
# One character for one, so that positions in the cleaned text are positions in the typed one.
_ONE_FOR_ONE = (
    {ord(mark): '"' for mark in grammar.QUOTATION_MARKS}
    | {ord(mark): "'" for mark in grammar.APOSTROPHES}
    | {ord(mark): "-" for mark in grammar.HYPHENS}
    | {ord(wide): narrow for wide, narrow in grammar.FULL_WIDTH.items()}
    | dict.fromkeys(map(ord, grammar.INVISIBLE), " ")
    | UNPRINTABLE
)
_RANGE_DASH_INSIDE = re.compile(rf"(?<=\w)[{grammar.RANGE_DASHES}](?=\w)")


def clean(text: str) -> str:
    """Return `text` with variants of quotation marks, hyphens and invisible characters unified, each in its position."""
    return _RANGE_DASH_INSIDE.sub("-", text.translate(_ONE_FOR_ONE))


def tidy(text: str) -> str:
    """Return `text` with single spaces and without quotation marks."""
    return " ".join(text.replace('"', " ").split())


def has_letters(text: str) -> bool:
    """Return whether `text` has a letter or digit."""
    return any(mark.isalnum() for mark in text)


def _is_of_word(mark: str) -> bool:
    return mark.isalnum() or category(mark)[0] == "M"


def last_letters(text: str) -> int:
    """Return how many letters and digits are at the end of `text`."""
    count = 0
    while count < len(text) and _is_of_word(text[-1 - count]):
        count += 1
    return count


def edges(run: str) -> tuple[int, int]:
    """Return where the word in `run` begins and ends, without punctuation on either side."""
    first, last = 0, len(run)
    while first < last and not run[first].isalnum():
        first += 1
    while first < last and not _is_of_word(run[last - 1]):
        last -= 1
    return first, last
