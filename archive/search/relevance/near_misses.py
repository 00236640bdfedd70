"""Reports with most of the words: a separate search (`match=most`) from that for all of them.

Only bare words and names may be missing, and dates among them. Exclusions, fields, phrases, brackets, proximity, prefixes, endings and similar spellings
are always required, and a query in which AND or brackets join words is not relaxed at all.

Near misses are chosen by the score that also puts them in order (relevance/weighted_terms.py): those near the best one, and otherwise the
nearest. Only reports with one of the rarest parts are examined (Turtle and Flood, "Query evaluation: strategies and optimizations",
1995): as many parts as stay within Engine.looked_at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from archive.search import engine
from archive.search.counting.matched import matched_of
from archive.search.language.nodes import And, Entities, Node, Nothing, Spelled, Word, join_and
from archive.search.language.unparse import unparse
from archive.search.matches.bounded_cache import cached
from archive.search.matches.plan import rows_matching, rows_of_each
from archive.search.meaning.index_query import index_query
from archive.search.records.rowsets import RowSet
from archive.search.relevance.weighted_terms import WeightedTerms
from archive.search.relevance.years import year_of

# If fewer reports have all the words, a page shows this many near misses, set apart.
MIN_REPORTS = 10
# A query of this many words and names is long. Of the judged questions over the demo, no report has all the words of 13 of the 16
# that are this long, and of 23 of the 60 shorter ones.
MIN_LONG = 5
MIN_PARTS = 2
# The fraction of the best score that is near enough. If fewer than MIN_NEAR reports reach it, the nearest do that have this fraction of
# what a word contributes on average: less in a long question, of which one word of many may be all that a report has, unless a day is
# asked for. As many as that are listed by whoever measures ranking.
MIN_SHARE, MIN_SHARE_OF_WORD, MIN_SHARE_IF_LONG, MIN_NEAR = 0.5, 0.5, 0.25, 1_000


@dataclass(frozen=True)
class Part:
    """A part of a query that may be missing, and the rows of the reports that have it."""

    node: Node
    rows: RowSet

    @property
    def reports(self):
        """The number of reports that have it."""
        return self.rows.count

    @property
    def is_year(self):
        return isinstance(self.node, Word) and year_of(self.node.text) is not None


@dataclass(frozen=True, eq=False)
class Most:
    """Reports with most of a query: the rows of a snapshot in order, and the score of each."""

    rows: np.ndarray
    scores: np.ndarray

    @property
    def nbytes(self):
        """Memory in bytes."""
        return self.rows.nbytes + self.scores.nbytes


def with_most(query, matched):
    """Return Matched for most of a Query.loose, including everything `matched` for all of it.

    If nothing may be missing, or no other report has most of it, that is `matched` itself.
    """
    if not may_lack(query):
        return matched
    snapshot = matched.snapshot
    most = cached(
        ("most", query.tree, query.requested_days, matched.key), lambda: _with_most(query, matched), snapshot
    )
    if most is None:
        return matched
    made = matched_of(
        RowSet(len(snapshot.columns), most.rows, count=len(most.rows)), snapshot, key=("most", matched.key)
    )
    return replace(made, scores=most.scores)


def may_lack(query):
    """Return the words and names of a query that may be missing; none unless there are at least two."""
    if query.is_joined or not isinstance(query.tree, And):
        return []
    nodes = dict.fromkeys(part for node in query.tree.nodes if is_bare(node) for part in _apart(node))
    parts = [node for node in nodes if not isinstance(index_query(node), Nothing)]
    return parts if len(parts) >= MIN_PARTS else []


def _apart(node):
    """Return the words of a hyphened word one by one: in a report with most of the words they may stand apart."""
    parts = node.text.split("-") if isinstance(node, Word) else []
    return (
        [replace(node, text=part, also=node.also) for part in parts]
        if len(parts) > 1 and all(parts)
        else [node]
    )


def is_of_bare_words(query):
    """Whether a query is only words and names, without operators, fields or dates."""
    has_bounds = (
        query.is_bounded or not isinstance(query.tree, And) or not all(map(is_bare, query.tree.nodes))
    )
    return bool(may_lack(query)) and not has_bounds


def is_bare(node):
    """Whether a part of a query is a word or a name as typed, without an operator."""
    if isinstance(node, Spelled):
        return isinstance(node.node, Word)
    return (isinstance(node, Word) and not node.literal) or (isinstance(node, Entities) and not node.required)


def in_no_report(query, snapshot):
    """Return the words and names of a query that occur in no report, as typed."""
    return [unparse(part.node) for part in _parts(may_lack(query), snapshot) if not part.reports]


def _with_most(query, matched):
    snapshot = matched.snapshot
    words = [part for part in _parts(may_lack(query), snapshot) if part.reports and not part.is_year]
    if not words:
        return None
    rows = np.union1d(_looked_at(query, words, snapshot), matched.rows.as_rows()).astype(np.int32)
    if len(rows) == len(matched):
        return None
    # The script of a report bears on its place in the order, not on whether it is near.
    question = WeightedTerms.of(
        query.tree, snapshot, strict=False, windows=query.requested_days, scripts=False
    )
    scores = question.sums(rows)
    is_long = len(words) >= MIN_LONG and not query.requested_days
    share = MIN_SHARE_IF_LONG if is_long else MIN_SHARE_OF_WORD
    near = _near_enough(scores, share / len(words))
    near |= np.isin(rows, matched.rows.as_rows())
    return Most(rows[near], scores[near])


def _looked_at(query, words, snapshot):
    """Return the rows with one of the rarest words, and with everything that may not be missing."""
    some = [snapshot.universe.any_of([part.rows for part in _rarest(words)])]
    bounds = [node for node in query.tree.nodes if not is_bare(node)]
    if bounds:
        some.append(rows_matching(index_query(join_and(bounds)), snapshot))
    return snapshot.universe.all_of(some).as_rows()


def _parts(nodes, snapshot):
    lists = rows_of_each(list(map(index_query, nodes)), snapshot)
    return [Part(node, rows) for node, rows in zip(nodes, lists, strict=True)]


def _rarest(words):
    """Return the rarest words: as many as have Engine.looked_at reports together, at least one."""
    words = sorted(words, key=lambda part: part.reports)
    reports = np.cumsum([part.reports for part in words])
    return words[: max(int(np.searchsorted(reports, engine.current().looked_at, side="right")), 1)]


def _near_enough(scores, enough):
    """Return the mask of the reports near the best, or of the MIN_NEAR nearest with `enough` of its score."""
    near = scores >= MIN_SHARE * scores.max()
    if np.count_nonzero(near) >= MIN_NEAR:
        return near
    nearest = np.partition(scores, -MIN_NEAR)[-MIN_NEAR] if len(scores) > MIN_NEAR else 0
    return near | (scores >= max(enough * scores.max(), nearest))
