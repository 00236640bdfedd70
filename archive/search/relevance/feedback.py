"""Feedback: the words that the best reports have in common are weighed as well, if several answer a question about equally well.

This is relevance model 3 of Lavrenko and Croft ("Relevance-based language models", 2001; Abdul-Jaleel et al., "UMass at TREC 2004")
over BM25. Where one report stands out, the question is for that one, and other words would only bury it (selective expansion: Amati,
Carpineto and Romano, "Query difficulty, robustness, and selective application of query expansion", 2004).
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from archive.search.matches.plan import rows_of_each
from archive.search.meaning.lexemes import Lexeme
from archive.search.relevance.weighing import entries_of
from archive.search.relevance.weighted_terms import WeightedTerms

# Questions of this many terms are fed back, if the report at OF_PLACE has this share of the best score.
MIN_TERMS, OF_PLACE, MIN_SHARE = 10, 5, 0.8
REPORTS = 10  # the best reports, in at least MIN_WITH of which a word must be
MIN_WITH = 2
LOOKED_UP, TERMS = 30, 20  # words that are looked up, and those of them that are weighed
MAX_COMMON = 0.1  # the share of all reports with a word above which it says little
WEIGHT = 0.2  # of all words fed back, against that of the question


def several_answer(scores):
    """Whether several of the reports with these scores, best first and one of each story, answer about equally well."""
    return len(scores) == REPORTS and bool(scores[OF_PLACE - 1] >= MIN_SHARE * scores[0])


def fed_back(question, scores, vectors):
    """Return the WeightedTerms for the words of the best reports, given their scores and vectors as text, best first; None without any."""
    shares = np.array(scores) / np.sum(scores)
    model: Counter[str] = Counter()
    having: Counter[str] = Counter()
    for share, vector in zip(shares, vectors, strict=True):
        entries = {
            lexeme: count for lexeme, count in entries_of(vector).items() if not lexeme.startswith("#")
        }
        length = sum(entries.values())
        for lexeme, frequency in entries.items():
            model[lexeme] += share * frequency / length
            having[lexeme] += 1
    found = {
        lexeme: weight * math.log1p(having[lexeme])
        for lexeme, weight in model.items()
        if having[lexeme] >= MIN_WITH and "'" not in lexeme
    }
    candidates = sorted(found, key=lambda lexeme: (-found[lexeme], lexeme))[:LOOKED_UP]
    return _weighed(question, {Lexeme(lexeme): model[lexeme] for lexeme in candidates})


def _weighed(question, model):
    """Return the WeightedTerms for those words of a model that are not too common, weighed together as WEIGHT of the one asked."""
    snapshot, terms = question.snapshot, list(model)
    common = MAX_COMMON * len(snapshot)
    lists = rows_of_each(terms, snapshot)
    rare = [term for term, rows in zip(terms, lists, strict=True) if rows.count <= common]
    kept = sorted(rare, key=lambda term: (-model[term], term.text))[:TERMS]
    whole = sum(model[term] for term in kept)
    if not whole:
        return None
    asked = WEIGHT * (question.weights / question.rarities).sum()
    return WeightedTerms({term: asked * model[term] / whole for term in kept}, snapshot)
