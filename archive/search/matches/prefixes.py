"""Prefix search: the union of the cached posting lists of the common words with the prefix.

The index would have to collect all reports of all words with a prefix, which takes a tenth of a second for 300,000 of them. The
words come from the lexicon, which truncates long ones and has none without a letter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from archive.models import LexiconWord
from archive.search.matches.posting_lists import frequent_words
from archive.search.meaning.lexemes import Lexeme

LETTER = re.compile("[a-z]")
MAX_LENGTH = 60  # maximum characters of a word in the lexicon
MAX_WORDS = 500  # the others are looked up one by one: the time for one long OR grows with words times hits


def words_with_prefix(lexeme, snapshot):
    """Return (the frequent words, the others) with a Lexeme as prefix, if there are frequent ones; otherwise ([], [it])."""
    frequent = frequent_words(snapshot)
    if not lexeme.is_prefix or not frequent or not _is_known(lexeme):
        return [], [lexeme]
    words = _words(lexeme.text, snapshot.epoch, snapshot.serial)
    common = [word for word in words if word.text in frequent and not word.is_prefix]
    others = [word for word in words if word.text not in frequent or word.is_prefix]
    return (common, others) if common else ([], [lexeme])


def _is_known(prefix):
    """Return whether the lexicon has all words with a prefix: not for marks, prefixes without a letter, or truncated ones."""
    plain = not prefix.weight and not prefix.is_mark
    return plain and len(prefix.text) < MAX_LENGTH and LETTER.search(prefix.text)


@lru_cache(maxsize=500)
def _words(letters, epoch, serial):
    known = LexiconWord.objects.filter(word__startswith=letters)
    words = list(known.values_list("word", flat=True).distinct()[: MAX_WORDS + 1])
    return (
        [Lexeme(word, is_prefix=len(word) == MAX_LENGTH) for word in words] if len(words) <= MAX_WORDS else []
    )
