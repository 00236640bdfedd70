"""A text split into words, and what the gaps between them say: which words can belong to one name."""

from __future__ import annotations

import re
from itertools import accumulate

from django.utils.functional import cached_property

from archive.text.words import APOSTROPHES, HYPHENS, fold_word, split_words

EXACT_UP_TO_LETTERS = 3
ABBREVIATIONS = frozenset({"brig", "capt", "comdr", "dist", "govt", "prof", "prov"})
BROKEN_WORD_LETTERS = 5
# A dash ("--", "—") separates words, where a hyphen joins them; so does a blank line.
BETWEEN_WORDS = re.compile(
    rf"(?!.*(?:--|[—―]))(?:[^\S\n\r]|[{re.escape(HYPHENS + APOSTROPHES)}“”„\"«»()\u200b]){{0,6}}(?:\r?\n)?[ \t]*"
)
AFTER_INITIAL = re.compile(r"\.[^\S\n\r]*(?:\r?\n)?[ \t]*")
JOINED, AFTER_DOT, PARTED = 1, 2, 0


class SplitText:
    """A text split into words, with the gaps between them and the positions of both; `parts` is what `split_words` gives, if available."""

    def __init__(self, text: str, parts: list[str] | None = None):
        self.text = text
        self.parts = split_words(text) if parts is None else parts
        self.words = self.parts[1::2]
        self.gaps = self.parts[::2]

    @cached_property
    def ends(self) -> list[int]:
        """Where each part ends in the text, gaps and words by turns."""
        return list(accumulate(map(len, self.parts)))

    def start(self, word: int) -> int:
        """Return where a word begins in the text."""
        return self.ends[2 * word]

    def end(self, word: int) -> int:
        """Return where a word ends in the text."""
        return self.ends[2 * word + 1]

    def shouts(self, first: int, last: int) -> bool:
        """Return whether the words around this position, on its line, are all in capitals."""
        near = [*self._line(range(first - 1, -1, -1), 1), *self._line(range(last + 1, len(self.words)), 0)]
        near = [word for word in near if len(word) > 1 and word.upper() != word.lower()]
        return len(near) > 1 and all(word.isupper() for word in near)

    def _line(self, indexes: range, gap_offset: int):
        for index in indexes[:3]:
            if "\n" in self.gaps[index + gap_offset]:
                return
            yield self.words[index]


def gap_kind(gap: str) -> int:
    """Return whether the words on both sides of a gap can belong to one name."""
    if BETWEEN_WORDS.fullmatch(gap):
        return JOINED
    return AFTER_DOT if AFTER_INITIAL.fullmatch(gap) else PARTED


def is_abbreviation(word: str) -> bool:
    """Return whether a full stop after this word may occur within a name ("A. Malik", "Gen. Malik", "U.S. Army")."""
    word = fold_word(word)
    return len(word) <= EXACT_UP_TO_LETTERS or word in ABBREVIATIONS


def is_capitalised(word: str) -> bool:
    """Return whether a word begins with a capital and goes on in small letters."""
    return word[0].isupper() and word[1:].islower()


def mended(head: str, tail: str) -> str:
    """Return the word that a line break may have hyphenated, or an empty string if it would not be a word."""
    whole = head + tail
    fair = tail[0].islower() and len(head) > 1 and head.isalpha() and tail.isalpha()
    return whole if fair and len(whole) >= BROKEN_WORD_LETTERS else ""
