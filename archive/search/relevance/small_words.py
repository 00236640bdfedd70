"""The small words of a short question ("after", "against", "did not"), which the index leaves out and no report is required to have.

Whoever half remembers a report remembers them too: they are counted in the texts of the reports that are weighed exactly, and tell those
apart. In a long question they are noise.
"""

from __future__ import annotations

import numpy as np
from django.db.models.functions import Left

from archive.models import Article
from archive.models.articles import public_words
from archive.models.compiled import Compiled
from archive.search.language.nodes import And, Nothing, Phrase, Word
from archive.search.language.prose import PROSE_WORDS
from archive.search.meaning.index_query import index_query
from archive.search.relevance import bm25
from archive.search.relevance.rarity import rarity

WEIGHT = 0.5  # of a small word, against another one as rare
PRINTED = 100.0  # of a phrase with its small words: what prints it comes first
LOOKED_THROUGH = 20_000  # characters of a text

TEXTS = Compiled(
    lambda ids: (
        Article.objects.published()
        .filter(pk__in=ids)
        .values_list("pk", Left(public_words("body"), LOOKED_THROUGH))
    )
)


def small_words_of(tree):
    """Return the small words of a tree, and the phrases with small words in them, in lower case, each once; none of a long question."""
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    if len(nodes) >= PROSE_WORDS:
        return []
    leaves = [node for node in nodes if isinstance(node, Word | Phrase)]
    return list(
        dict.fromkeys(leaf.text.lower() for leaf in leaves if _is_small(leaf) or has_small_words(leaf))
    )


def _is_small(node):
    return isinstance(node, Word) and node.text.isalpha() and isinstance(index_query(node), Nothing)


def has_small_words(node):
    """Whether a node is a phrase of which the index leaves out some words."""
    return isinstance(node, Phrase) and any(_is_small(Word(word)) for word in node.words)


def scores_of(words, ids, fair):
    """Return what small words add to the scores of these reports; `fair` is the length normalisation of each.

    How rare a word is, is known of these reports alone.
    """
    texts = dict(TEXTS(ids))
    lowered = [texts.get(pk, "").lower() for pk in ids]
    scores = np.zeros(len(ids))
    for word in words:
        frequency = np.array([_count(text, word) for text in lowered])
        weight = PRINTED if " " in word else WEIGHT * rarity(np.count_nonzero(frequency), len(ids))
        scores += weight * bm25.saturated(frequency, fair)
    return scores


def _count(text, word):
    """Return how often a word or phrase occurs in a text on its own."""
    count, start = 0, text.find(word)
    while start >= 0:
        end = start + len(word)
        count += not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
        start = text.find(word, end)
    return count
