"""Which typed words are rightly spelt: those of English and of the names that the archive knows."""

from __future__ import annotations

from collections.abc import Iterable

from archive.dates import is_month
from archive.models import Name
from archive.search.suggestions.query_words import QueryWord
from archive.text.english import is_english


def is_right(word: QueryWord) -> bool:
    """Return whether a word is rightly spelt for all that is known.

    One with a figure and a month are; one of English or of a name only if reports have it.
    """
    if is_month(word.text) or any(mark.isdigit() for mark in word.text):
        return True
    return bool(word.reports) and (is_english(word.text) or _is_of_a_name(word.text))


def _is_of_a_name(word: str) -> bool:
    return Name.objects.searched().of_public_entities().with_word(word).exists()


def other_spellings(words: Iterable[str]) -> dict[str, set[str]]:
    """Return {word: the other words of the names of its bearers}, for those of these words that stand in names."""
    known = Name.objects.with_every_word({word: [word] for word in words})
    return {
        word: {part for keys in bearers.values() for key in keys for part in key.split()} - {word}
        for word, bearers in known.items()
    }
