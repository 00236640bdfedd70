"""Feedback: the words that the best reports have in common are weighed as well, if several answer a question about equally well.

This is relevance model 3 of Lavrenko and Croft ("Relevance-based language models", 2001; Abdul-Jaleel et al., "UMass at TREC 2004")
over BM25. Where one report stands out, the question is for that one, and other words would only bury it (selective expansion: Amati,
Carpineto and Romano, "Query difficulty, robustness, and selective application of query expansion", 2004). How strong it is for long
questions and for short ones was chosen over questions of many kinds together (docs/relevance.md).
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import chain

import numpy as np

from archive.search import engine
from archive.search.matches.plan import rows_of_each
from archive.search.meaning.lexemes import Lexeme
from archive.search.relevance.weighing import entries_of, frequency_of
from archive.search.relevance.weighted_terms import WeightedTerms

OF_PLACE = 5  # the report whose share of the best score tells whether several answer about equally well
REPORTS = 10  # the best reports, in at least MIN_WITH of which a word must be
MIN_WITH = 2
LOOKED_UP, TERMS = 40, 20  # words that are looked up, and those of them that are weighed
MAX_COMMON = 0.1  # the share of all reports above which a word says little
MOST_COMMON = 1_000  # so many words are that common at most


@dataclass(frozen=True)
class Strength:
    """How much feedback a question of some length bears.

    It needs `terms`, and the report at OF_PLACE this share of the best score; the words fed back weigh `weight` of the question, and the best
    `firm` reports stay where they are.
    """

    terms: int
    share: float
    weight: float
    firm: int


# A long question that several reports answer is about a subject. A shorter one may be, or may be for one report half remembered:
# that one is mostly among the first, which feedback then does not move.
LONG = Strength(terms=10, share=0.8, weight=0.25, firm=0)
SHORT = Strength(terms=4, share=0.5, weight=0.2, firm=2)


def strength_for(terms, scores, *, loose):
    """Return the Strength for a question of so many terms, given the best scores, one of each story; None if it bears no feedback.

    A short question bears it if it is `loose`, asked of reports with most of its words.
    """
    share = scores[OF_PLACE - 1] / scores[0] if len(scores) == REPORTS and scores[0] > 0 else 0.0
    able = (LONG, SHORT) if loose else (LONG,)
    return next((one for one in able if terms >= one.terms and share >= one.share), None)


def fed_back(question, scores, vectors, weight):
    """Return the WeightedTerms for the words of the best reports, given their scores and vectors as text, best first; None without any.

    Together, if there are TERMS of them, they weigh `weight` of the question.
    """
    model, having = _model(np.array(scores) / np.sum(scores), vectors, _common(question.snapshot))
    found = {lexeme: share * math.log1p(having[lexeme]) for lexeme, share in model.items()}
    candidates = sorted(found, key=lambda lexeme: (-found[lexeme], lexeme))[:LOOKED_UP]
    return _weighed(question, {Lexeme(lexeme): model[lexeme] for lexeme in candidates}, weight)


def _model(shares, vectors, common):
    """Return ({word: its share of the texts}, {word: in how many of them it is}) of words that several have, given what each text counts."""
    texts = [entries_of(vector) for vector in vectors]
    lengths = [vector.count(",") + len(text) for vector, text in zip(vectors, texts, strict=True)]
    having = Counter(chain.from_iterable(texts))
    model = {
        lexeme: sum(
            share * frequency_of(text[lexeme]) / length
            for share, text, length in zip(shares, texts, lengths, strict=True)
            if lexeme in text
        )
        for lexeme, count in having.items()
        if count >= MIN_WITH and lexeme not in common and "'" not in lexeme and not lexeme.startswith("#")
    }
    return model, having


def _common(snapshot):
    """Return words that are too common by PostgreSQL's own statistics: so need not be looked up."""
    return snapshot.remembered(
        "too common to feed back",
        lambda: frozenset(engine.current().commonest(MAX_COMMON, MOST_COMMON)),
    )


def _weighed(question, model, weight):
    """Return the WeightedTerms for those words of a model that are not too common; none weighs more because there are few."""
    snapshot, terms = question.snapshot, list(model)
    common = MAX_COMMON * len(snapshot)
    lists = rows_of_each(terms, snapshot)
    rare = [term for term, rows in zip(terms, lists, strict=True) if rows.count <= common]
    kept = sorted(rare, key=lambda term: (-model[term], term.text))[:TERMS]
    whole = sum(model[term] for term in kept)
    if not whole:
        return None
    asked = weight * len(kept) / TERMS * (question.weights / question.rarities).sum()
    return WeightedTerms({term: asked * model[term] / whole for term in kept}, snapshot)
