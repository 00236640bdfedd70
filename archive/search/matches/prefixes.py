"""Prefixes, put together from their common words, whose posting lists are kept.

The index has to gather all reports of all words with a prefix, which takes a tenth of a second for 300,000 of them. Which
words there are is known from the lexicon; it cuts long ones, and has none without a letter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from archive.models import LexiconWord
from archive.search.matches.posting_lists import frequent_words
from archive.search.meaning.lexemes import Lexeme

LETTER = re.compile("[a-z]")
MAX_LENGTH = 60  # characters of a word in the lexicon
MAX_WORDS = 500  # the others are asked for one by one: the time for one long OR grows with words times hits


def words_with_prefix(lexeme, snapshot):
    """Return (the frequent words, the others) that a Lexeme stands for where it is a prefix of frequent ones; otherwise ([], [it])."""
    frequent = frequent_words(snapshot)
    if not lexeme.is_prefix or not frequent or not _is_known(lexeme):
        return [], [lexeme]
    words = _words(lexeme.text, snapshot.epoch, snapshot.serial)
    common = [word for word in words if word.text in frequent and not word.is_prefix]
    others = [word for word in words if word.text not in frequent or word.is_prefix]
    return (common, others) if common else ([], [lexeme])


def _is_known(prefix):
    """Tell whether the lexicon has all words with a prefix: not with marks, without a letter, or cut short."""
    plain = not prefix.weight and not prefix.is_mark
    return plain and len(prefix.text) < MAX_LENGTH and LETTER.search(prefix.text)


@lru_cache(maxsize=500)
def _words(letters, epoch, serial):
    known = LexiconWord.objects.filter(word__startswith=letters)
    words = list(known.values_list("word", flat=True).distinct()[: MAX_WORDS + 1])
    return (
        [Lexeme(word, is_prefix=len(word) == MAX_LENGTH) for word in words] if len(words) <= MAX_WORDS else []
    )
