"""Turn a query into one short tsquery: words of parts are expanded, and PostgreSQL computes the expression once."""

from __future__ import annotations

from functools import lru_cache

from django.db import connection

from archive.search.language.nodes import Fuzzy, Lexemes, Suffix, transform
from archive.search.meaning.tsquery import compile_tsquery
from archive.search.meaning.vocabulary import similar_words, words_ending


@lru_cache(maxsize=2_000)
def as_text(node):
    """Return the tsquery of a resolved tree in PostgreSQL's own notation; empty when only stop words are left.

    It depends on the tree and on the configuration alone, not on the data, so it may be kept.
    """
    sql, params = compile_tsquery(node)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({sql})::text", params)
        return cursor.fetchone()[0]


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
