"""The terms of a query, and how much each weighs: its rarity, times how often it was typed.

A word is one term in all its forms; where a report has only another one, that counts less.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from archive.search.language.nodes import (
    And,
    Entities,
    Or,
    Phrase,
    Reports,
    Sides,
    Spelled,
    Token,
    Word,
    positive_terms,
    walk,
)
from archive.search.matches.plan import rows_of_each
from archive.search.meaning.index_query import index_query
from archive.search.meaning.lexemes import Forms, Lexeme, lexemes_in
from archive.search.relevance import bm25
from archive.search.relevance.frequencies import frequencies_of
from archive.search.relevance.other_scripts import in_other_scripts
from archive.search.relevance.rarity import rarity, reports_with_each
from archive.search.relevance.years import DATED, frequency_in, frequency_of, reports_of_year, year_of

MAX_TERMS = 100
# From this many terms on, the reports with each are read in one statement rather than counted one by one.
MANY = 5
# What another form of a word counts (died for death), against the form that was typed.
OTHER_FORM = 0.25


def terms_of(tree):
    """Return {term to weigh: how many parts of the query have it}: lexemes, and the Forms of a word as one.

    A widened name is weighed as its entity, wherever it was typed.
    """
    counted: Counter = Counter()
    for part in tree.nodes if isinstance(tree, And) else [tree]:
        counted.update(list(dict.fromkeys(_terms_of_part(part))))
    return dict(list(counted.items())[:MAX_TERMS])


def _terms_of_part(part):
    leaves = positive_terms(part)
    names = [Lexeme(f"#e{pk}") for leaf in leaves if isinstance(leaf, Entities | Spelled) for pk in leaf.ids]
    leaves = [Phrase(leaf.rest) if isinstance(leaf, Spelled) else leaf for leaf in leaves]
    words = [leaf for leaf in leaves if not isinstance(leaf, Entities | Token | Reports | Sides)]
    return [*names, *(term for leaf in words for term in _weighed_of(index_query(leaf)))]


def _weighed_of(query):
    """Return the terms of the index query of one leaf: a word in all its forms is one."""
    is_one = isinstance(query, Forms) and any(isinstance(node, Lexeme) for node in query.nodes)
    return [query] if is_one else lexemes_in(query)


def _is_either(node):
    """Return whether a node of a tree finds reports that lack some of its terms, or have them in another form."""
    has_forms = isinstance(node, Word | Phrase) and bool(node.also or node.languages)
    return has_forms or isinstance(node, Or | Spelled) or (isinstance(node, Entities) and bool(node.words))


class WeightedTerms:
    """The terms to weigh over a snapshot: `rarities` and `weights` are those of each, `all_have_all` if every hit has every term.

    `years` gives for each term that is a year the frequency that the date of each row contributes, and `days` the same, with its weight,
    for each Window of days; `elsewhere` is for each name the mask of the rows in which it counts less; `placed` are the numbers of the
    terms that have places in a text, in the order typed.
    """

    def __init__(self, counted, snapshot, *, all_have_all=False, windows=(), elsewhere=None):
        self.snapshot, self.all_have_all = snapshot, all_have_all
        self.terms = list(counted)
        self.years = {
            number: frequency_of(snapshot.columns, year)
            for number, term in enumerate(self.terms)
            if (year := year_of(term.text))
        }
        frequencies = [frequency_in(snapshot.columns, window) for window in windows]
        self.days = [
            (rarity(np.count_nonzero(one == DATED), len(snapshot)), one) for one in frequencies if one.any()
        ]
        elsewhere = elsewhere or {}
        self.elsewhere = {
            number: elsewhere[term] for number, term in enumerate(self.terms) if term in elsewhere
        }
        self.placed = [number for number, term in enumerate(self.terms) if not term.is_mark]
        self.rarities, self.typed = self._counted()
        self.weights = self.rarities * np.array([counted[term] for term in self.terms], dtype=float)

    @classmethod
    def of(cls, tree, snapshot, *, strict, windows=(), scripts=True):
        """Return the WeightedTerms of a tree and of Windows of days; `strict` if every hit matches all of the tree.

        With `scripts` a name counts less in another script than it was typed in.
        """
        return cls(
            terms_of(tree),
            snapshot,
            all_have_all=strict and not any(map(_is_either, walk(tree))),
            windows=windows,
            elsewhere=in_other_scripts(tree, snapshot) if scripts else None,
        )

    @property
    def is_dated(self):
        """Whether the dates of reports weigh."""
        return bool(self.years or self.days)

    def of_days(self, places):
        """Return what the dates of these rows of the snapshot contribute to their scores."""
        fair = bm25.fair(self.snapshot)[places]
        scores = np.zeros(len(places), dtype=np.float32)
        for weight, frequency in self.days:
            scores += np.float32(weight) * bm25.saturated(frequency[places], fair)
        return scores

    def _counted(self):
        """Return (the rarity of each term; {number of a word in several forms: the lexeme typed}, of those that some report has).

        A single term needs no rarity, unless dates weigh too.
        """
        typed = {
            number: term.typed
            for number, term in enumerate(self.terms)
            if isinstance(term, Forms) and term.typed
        }
        if len(self.terms) == 1 and not (self.days or typed):
            return np.ones(1), {}
        if len(self.terms) >= MANY:
            rows_of_each(self.terms, self.snapshot)
        total, reports = len(self.snapshot), reports_with_each([*self.terms, *typed.values()], self.snapshot)
        counts = [reports[term] for term in self.terms]
        for number, frequency in self.years.items():
            counts[number] = reports_of_year(counts[number], total, frequency)
        rarities = np.array([rarity(count, total) for count in counts])
        return rarities, {number: lexeme for number, lexeme in typed.items() if reports[lexeme]}

    def sums(self, places):
        """Return the BM25 score of each of these rows of the snapshot, without proximity, from posting lists and frequencies."""
        fair = bm25.fair(self.snapshot)[places]
        terms = [*self.terms, *self.typed.values()]
        having = self._having(terms, places)
        frequencies = {
            term: np.maximum(one.of(places), having[term])
            for term, one in frequencies_of(terms, self.snapshot).items()
        }
        scores = self.of_days(places)
        for number, term in enumerate(self.terms):
            frequency = frequencies[term]
            if number in self.typed:
                typed = frequencies[self.typed[number]]
                frequency = np.where(typed > 0, typed, np.float32(OTHER_FORM) * frequency)
            if number in self.years:
                frequency = frequency + self.years[number][places]
            scores += np.float32(self.weights[number]) * bm25.saturated(
                self._lessened(number, frequency, places), fair
            )
        return scores

    def _lessened(self, number, frequency, places):
        """Return the frequency of a term in some rows, less of a name in those in another script than it was typed in."""
        elsewhere = self.elsewhere.get(number)
        if elsewhere is None:
            return frequency
        return np.where(elsewhere[places], np.float32(OTHER_FORM) * frequency, frequency)

    def _having(self, terms, places):
        """Return for each of these terms 1 in the rows that have it, and 0 in the others; at once if all have all."""
        if self.all_have_all:
            return dict.fromkeys(terms, np.float32(1))
        size = len(self.snapshot.columns)
        lists = rows_of_each(terms, self.snapshot)
        return {
            term: one.mask(size)[places].astype(np.float32) for term, one in zip(terms, lists, strict=True)
        }

    def weightiest(self, kept):
        """Return (the rows of `kept`, a mask, in which some term counts more than once; the score of each), if all have all.

        In all other rows the shortest report comes first, whatever the terms are.
        """
        fair, frequencies = bm25.fair(self.snapshot), frequencies_of(self.terms, self.snapshot)
        more = np.zeros(len(kept), dtype=np.float32)
        for number, (weight, term) in enumerate(zip(self.weights, self.terms, strict=True)):
            one = frequencies[term]
            length = fair[one.rows]
            counted = self._lessened(number, one.all(), one.rows)
            gained = bm25.saturated(counted, length) - bm25.saturated(np.float32(1), length)
            more[one.rows] += np.float32(weight) * gained
        rows = np.flatnonzero((more > 0) & kept)
        return rows, more[rows] + np.float32(self.weights.sum()) * bm25.saturated(np.float32(1), fair[rows])
