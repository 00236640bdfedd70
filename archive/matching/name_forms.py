"""How a name may be printed: which capitals it needs, and which of several spellings a printed one is most like.

Rules that keep ordinary words from being taken for names:

- a one-word name needs an initial capital, unless it is stored without one or its script has no case;
- names of three letters or fewer, and of five or fewer all in capitals (US, UNHCR), must be printed as they are stored, and those
  that are also English words (US, IS, WHO) do not count in a passage all in capitals;
- a name that is one ordinary English word counts only as a short form: see `archive.matching.resolve`;
- a longer name printed all in lower case is found, but marked, so that it is only suggested.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from archive.matching.split_text import EXACT_UP_TO_LETTERS, SplitText
from archive.text.ordinary import ordinary_words
from archive.text.words import fold_word, plain_word, split_words

# Longer capitals are a way to print a name (MASSOUD, KAMAL BEN MAOELDI), not an acronym.
ACRONYM_UP_TO_LETTERS = 5


class NameRow(NamedTuple):
    """A spelling of an entity, as the trie needs it."""

    name_id: int
    entity_id: int
    text: str
    ambiguous: bool = False
    is_primary: bool = False


class Candidate(NamedTuple):
    """An entity that a passage may mean, and the spelling found."""

    entity_id: int
    name_id: int
    ambiguous: bool
    is_primary: bool
    ordinary: bool


class TrieEntry(NamedTuple):
    """A name at the node of its last word, with the conditions on its printed form."""

    row: NameRow
    plain: tuple[str, ...]
    exact: bool
    needs_capital: bool
    has_capital: bool
    ordinary: bool


@lru_cache(maxsize=50_000)
def entry_of(row: NameRow) -> TrieEntry:
    """Derive the conditions on a name's printed form: when it is met, as most names never are."""
    plain = tuple(plain_word(word) for word in split_words(row.text)[1::2] if fold_word(word))
    letters = "".join(plain)
    short = len(letters) <= EXACT_UP_TO_LETTERS and not (len(plain) > 1 and " " in row.text)
    acronym = letters.isupper() and len(letters) <= ACRONYM_UP_TO_LETTERS
    has_case = letters.lower() != letters.upper()
    return TrieEntry(
        row,
        plain,
        exact=has_case and (short or acronym),
        needs_capital=len(plain) == 1 and plain[0][0].isupper(),
        has_capital=letters.lower() != letters,
        ordinary=len(plain) == 1 and plain[0].lower() in ordinary_words(),
    )


def fits(entry: TrieEntry, printed: tuple[str, ...], passage: SplitText, first: int, last: int) -> bool:
    """Return whether a passage may be this name, judging by its capitals."""
    if entry.exact:
        return printed == entry.plain and not (entry.ordinary and passage.shouts(first, last))
    return not (entry.needs_capital and printed[0][0].islower())


def likeness(entry: TrieEntry, text: str, printed: tuple[str, ...]):
    """Order the names of an entity by their likeness to the printed form; the older name wins a tie."""
    return (entry.row.text == text, entry.plain == printed, entry.row.is_primary, -entry.row.name_id)


def as_candidate(entry: TrieEntry) -> Candidate:
    """Return the entities that this name may mean."""
    row = entry.row
    ordinary = entry.ordinary and not (entry.exact and entry.plain[0].isupper())
    return Candidate(row.entity_id, row.name_id, row.ambiguous, row.is_primary, ordinary)


def is_bare_letter(words: list[str]) -> bool:
    """Return whether a name is one letter of a script with case: I, A. It would be found in every report."""
    return len(words) == 1 and len(fold_word(words[0])) == 1 and words[0].lower() != words[0].upper()
