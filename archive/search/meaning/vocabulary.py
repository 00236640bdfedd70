"""The words of the archive, for what is typed in part or spelled by ear: all of them, as LexiconWord keeps them.

They stand there as in the search vectors: folded, and English words as stems.
"""

from __future__ import annotations

from django.db import connection

from archive.models import LexiconWord
from archive.search.language.nodes import Fuzzy, Lexemes, Suffix, transform
from archive.text.likeness import one_letter_off
from archive.text.words import name_key

# Of more words those that came first into the archive are taken, which the common ones do.
MOST_ENDING = 300
MOST_SIMILAR = 100
LONGEST = 60


def expand_parts(tree):
    """Return the tree with endings and similar spellings replaced by the words of the archive that they stand for."""
    return transform(tree, _expand)


def _expand(node):
    match node:
        case Suffix(text):
            return Lexemes(tuple(words_ending(text)), typed=f"*{text}", span=node.span)
        case Fuzzy(text):
            return Lexemes(tuple(similar_words(text)), typed=f"{text}~", span=node.span)
    return node


def words_ending(text):
    """Return the words of the archive that end in a text, those first that came first, at most MOST_ENDING."""
    folded = _folded(text)
    return list(LexiconWord.objects.ending_in(folded).each_once()[:MOST_ENDING]) if folded else []


def similar_words(text):
    """Return the words that are a slip of the pen away, two where they are long, or that sound alike, at most MOST_SIMILAR.

    They sound alike where their skeletons agree (archive/text/likeness.py), or their double metaphones.
    """
    folded = _folded(text)
    if not 0 < len(folded) <= LONGEST:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word FROM archive_words_like(%s, %s) AS alike JOIN archive_lexiconword known USING (word)
            GROUP BY word ORDER BY min(known.id) LIMIT %s
            """,
            [folded, one_letter_off(folded), MOST_SIMILAR],
        )
        return [word for (word,) in cursor.fetchall()]


def _folded(text):
    return name_key(text).replace(" ", "")
