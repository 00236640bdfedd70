"""The words of the archive, for endings and similar spellings: all of them, from LexiconWord.

They are stored as in the search vectors: folded, and English words as stems.
"""

from __future__ import annotations

import re

from django.db import connection

from archive.models import LexiconWord
from archive.search.language.grammar import PATTERN
from archive.search.language.nodes import Fuzzy, Lexemes, Pattern, Suffix, transform
from archive.text.likeness import one_letter_off
from archive.text.words import fold, name_key

# If there are more, the earliest in the archive are taken, which tend to be the common ones.
MAX_ENDING = 300
MAX_SIMILAR = 100
MAX_LENGTH = 60


def expand_parts(tree):
    """Return (the tree with endings, similar spellings and patterns replaced by the matching words of the archive, messages)."""
    messages: list[str] = []
    return transform(tree, lambda node: _expand(node, messages)), messages


def _expand(node, messages):
    match node:
        case Pattern(text):
            words = words_like(text)
            if len(words) > MAX_ENDING:
                messages.append(PATTERN.repair("many", text=text, limit=MAX_ENDING))
            return Lexemes(tuple(words[:MAX_ENDING]), typed=text, span=node.span)
        case Suffix(text):
            return Lexemes(tuple(words_ending(text)), typed=f"*{text}", span=node.span)
        case Fuzzy(text):
            return Lexemes(tuple(similar_words(text)), typed=f"{text}~", span=node.span)
    return node


def words_ending(text):
    """Return the words of the archive with an ending, earliest first, at most MAX_ENDING."""
    folded = _folded(text)
    return list(LexiconWord.objects.ending_in(folded).each_once()[:MAX_ENDING]) if folded else []


def words_like(text):
    """Return the words of the archive like a pattern, earliest first, one more than MAX_ENDING if there are more."""
    first, *rest = re.split(r"([?*]+)", fold(text))
    pattern = "".join(_as_regex(part) for part in (first, *rest))
    if first:
        # Words are stored as stems: a plural is found without its ending.
        known = LexiconWord.objects.filter(
            word__startswith=first, word__regex=f"^{pattern.removesuffix('s')}s?$"
        )
    else:
        known = LexiconWord.objects.ending_in(rest[-1]).filter(word__regex=f"^{pattern}$")
    return list(known.each_once()[: MAX_ENDING + 1])


def _as_regex(part):
    return ".*" if "*" in part else "." * len(part) if part[:1] == "?" else re.escape(part)


def similar_words(text):
    """Return the words one typing error away, two for long ones, or that sound alike, at most MAX_SIMILAR.

    They sound alike if their skeletons (archive/text/likeness/words.py) or their double metaphones agree.
    """
    folded = _folded(text)
    if not 0 < len(folded) <= MAX_LENGTH:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word FROM archive_words_like(%s, %s) AS alike JOIN archive_lexiconword known USING (word)
            GROUP BY word ORDER BY min(known.id) LIMIT %s
            """,
            [folded, one_letter_off(folded), MAX_SIMILAR],
        )
        return [word for (word,) in cursor.fetchall()]


def _folded(text):
    return name_key(text).replace(" ", "")
