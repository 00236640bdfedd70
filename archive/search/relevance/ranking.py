"""The order by relevance: BM25 with weighted fields and proximity, and feedback from the best reports.

All hits are first ordered by BM25 from posting lists and frequencies (question.py). The best of them (Engine.weighed) are then weighed
from their vectors, which adds proximity (weighing.py). If several of them answer a longer question about equally well, the words that
they have in common are weighed too, in all hits (feedback.py).
"""

from __future__ import annotations

import numpy as np

from archive.search import engine
from archive.search.relevance import bm25, small_words
from archive.search.relevance.feedback import REPORTS, fed_back, strength_for
from archive.search.relevance.weighing import exact_scores, read_vectors
from archive.search.relevance.weighted_terms import WeightedTerms


def by_relevance(matched, selection, tree, *, windows=(), most=None):
    """Return the selected row numbers, most relevant first, at least `most`; only the first copy of each story.

    Reports dated in Windows of days are nearer to what was asked than others.
    """
    question = WeightedTerms.of(tree, matched.snapshot, strict=matched.scores is None, windows=windows)
    rows = np.flatnonzero(selection.kept)
    if not question.terms or not len(rows):
        return selection.by_date(newest=True, most=most)
    order = _Order(matched, selection, question, small_words.small_words_of(tree))
    if len(rows) <= engine.current().weighed:
        rows, scores = order.newest(rows), None
    else:
        rows, scores = order.by_sums(rows, most)
    return selection.one_of_each_story(order.weighed(rows, scores))


class _Order:
    """The order of one selection by one question; `small` are the small words in it."""

    def __init__(self, matched, selection, question, small):
        self.matched, self.selection, self.question, self.small = matched, selection, question, small
        self.ids = selection.columns.ids

    def newest(self, rows):
        """Return the rows in order of addition: of equal scores the later report comes first."""
        return rows[np.argsort(-self.ids[rows])]

    def by_sums(self, rows, most):
        """Return (rows, their scores without proximity), best first: at least `most`, or all if that is None."""
        wanted = len(rows) if most is None else min(2 * most + 5 * engine.current().weighed, len(rows))
        rows, scores = self._summed(rows, wanted)
        rows, scores = self._best_of_each_story(rows, scores)
        if wanted < len(rows):
            best = np.flatnonzero(scores >= np.partition(scores, -wanted)[-wanted])
            rows, scores = rows[best], scores[best]
        order = np.lexsort((-self.ids[rows], -scores))
        return rows[order], scores[order]

    def _summed(self, rows, wanted):
        """Return (rows, their scores without proximity); only the weightiest of many, if those are enough."""
        matched, question = self.matched, self.question
        if matched.scores is not None:
            return rows, matched.scores[rows]
        if (
            matched.within is not None
            and question.all_have_all
            and not question.is_dated
            and wanted < len(rows)
        ):
            weightiest, scores = question.weightiest(self.selection.kept)
            if len(weightiest) >= 4 * wanted:
                return weightiest, scores
        return rows, question.sums(matched.in_snapshot(rows))

    def _best_of_each_story(self, rows, scores):
        """Keep the best copy of each story, if copies count once, so that those of one story do not take the places of others."""
        stories = self.selection.columns.stories[rows]
        copied = np.flatnonzero(stories)
        if not self.selection.grouped or not len(copied):
            return rows, scores
        best = copied[np.lexsort((-self.ids[rows[copied]], -scores[copied]))]
        _, first = np.unique(stories[best], return_index=True)
        keep = stories == 0
        keep[best[first]] = True
        return rows[keep], scores[keep]

    def weighed(self, rows, sums):
        """Return the rows with the first few, which are weighed exactly, in order of their scores; `sums` are those of all if known."""
        first = rows[: engine.current().weighed]
        ids = [int(pk) for pk in self.ids[first]]
        vectors, places = read_vectors(ids), self.matched.in_snapshot(first)
        scores = exact_scores(self.question, places, ids, vectors)
        if self.small:
            scores += small_words.scores_of(self.small, ids, bm25.fair(self.matched.snapshot)[places])
        order = np.argsort(-scores, kind="stable")
        strength, more = self._fed_back(first[order], scores[order], vectors)
        if more is None:
            return np.concatenate([first[order], rows[len(first) :]])
        rows = np.concatenate([first[order], rows[len(first) :]])
        scores = np.concatenate([scores[order], [] if sums is None else sums[len(first) :]])
        scores += more.sums(self.matched.in_snapshot(rows))
        scores[: strength.firm] = np.inf
        return rows[np.argsort(-scores, kind="stable")]

    def _fed_back(self, rows, scores, vectors):
        """Return (the Strength of feedback, the WeightedTerms for the words of the best of these rows); None if the question does not gain by it."""
        stories = self.selection.columns.stories[rows]
        _, first = np.unique(np.where(stories == 0, -self.ids[rows], stories), return_index=True)
        first = np.sort(first)[:REPORTS]
        strength = strength_for(
            len(self.question.terms), scores[first], loose=self.matched.scores is not None
        )
        if strength is None:
            return None, None
        best = [vectors.get(int(self.ids[row]), "") for row in rows[first]]
        return strength, fed_back(self.question, scores[first], best, strength.weight)
