"""Reports with most of the words: a separate search (`match=most`) from that for all of them.

Only bare words and names may be missing. Exclusions, fields, phrases, brackets, proximity, prefixes, endings and similar spellings
are always required, and a query in which AND or brackets join words is not relaxed at all.

The share of a report is the part of the query's total rarity (as in BM25) that its words contribute. Reports with a share near the
best one are kept. Only reports with one of the rarest parts are examined: others cannot reach the required share (Turtle and Flood,
"Query evaluation: strategies and optimizations", 1995, "max-score"). If those parts are still common, fewer of them are used: see
Engine.looked_at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from archive.search import engine
from archive.search.counting.matched import matched_of
from archive.search.language.nodes import (
    And,
    Entities,
    Node,
    Nothing,
    Spelled,
    Word,
    join_and,
    join_or,
    unparse,
)
from archive.search.matches.bounded_cache import kept
from archive.search.matches.plan import rows_matching, rows_of_each
from archive.search.meaning.index_query import index_query
from archive.search.records.rowsets import RowSet
from archive.search.relevance.rarity import rarity
from archive.search.relevance.years import dated_in, reports_of_year, year_of

# If fewer reports have all the words, a page shows this many near misses, set apart.
MIN_REPORTS = 10
# A query of this many words and names is long. Of the judged questions over the demo, no report has all the words of 13 of the 16
# that are this long, and of 23 of the 60 shorter ones.
MIN_LONG = 5
MIN_PARTS = 2
# The fraction of the best share that is near enough. If fewer than MIN_NEAR reports reach it, a smaller share will do: this fraction
# of a word's average.
MIN_SHARE, MIN_SHARE_OF_WORD, MIN_NEAR = 0.5, 0.5, 100
MAX_PARTS = 24  # the number of rarest parts looked up
MAX_SHARE_OF_LACKING = 0.999


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
    def year(self):
        return year_of(self.node.text) if isinstance(self.node, Word) else None


@dataclass(frozen=True, eq=False)
class Most:
    """Reports with most of a query: the rows of a snapshot in order, and the share of each.

    A report with every part has the share 1; if there is none, so does one with every part that occurs in any report.
    """

    rows: np.ndarray
    shares: np.ndarray

    @property
    def nbytes(self):
        """Memory in bytes."""
        return self.rows.nbytes + self.shares.nbytes


def with_most(query, matched):
    """Return Matched for most of a query, including everything `matched` for all of it.

    If nothing may be missing, or no other report has most of it, that is `matched` itself.
    """
    if not may_lack(query):
        return matched
    snapshot = matched.snapshot
    most = kept(("most", query.tree, matched.key), lambda: _with_most(query, matched), snapshot)
    if most is None:
        return matched
    made = matched_of(
        RowSet(len(snapshot.columns), most.rows, count=len(most.rows)), snapshot, key=("most", matched.key)
    )
    return replace(made, shares=most.shares)


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
    bounds = [node for node in query.tree.nodes if not is_bare(node)]
    parts = _parts(may_lack(query), snapshot)
    known = sorted((part for part in parts if part.reports or part.year), key=lambda part: part.reports)[
        :MAX_PARTS
    ]
    words = [part for part in known if not part.year]
    if not words:
        return None
    enough = MIN_SHARE_OF_WORD / len(words)
    looked_for = _rarest(words, enough, len(snapshot))
    some = join_or([part.node for part in looked_for])
    looked_at = rows_matching(index_query(join_and([some, *bounds])), snapshot)
    rows = np.union1d(looked_at.as_rows(), matched.rows.as_rows()).astype(np.int32)
    if len(rows) == len(matched):
        return None
    shares = _shares(rows, known, snapshot)
    if len(matched):
        shares = np.where(np.isin(rows, matched.rows.as_rows()), 1, np.minimum(shares, MAX_SHARE_OF_LACKING))
    near = _near_enough(shares, enough)
    return Most(rows[near], shares[near])


def _parts(nodes, snapshot):
    lists = rows_of_each(list(map(index_query, nodes)), snapshot)
    return [Part(node, rows) for node, rows in zip(nodes, lists, strict=True)]


def _rarest(parts, enough, total):
    """Return the rarest parts: as many as it takes for a report with none to fall short of `enough`, within Engine.looked_at."""
    weights = [rarity(part.reports, total) for part in parts]
    reports, chosen = 0, []
    for place, part in enumerate(parts):
        reports += part.reports
        if place and (sum(weights[place:]) < enough * sum(weights) or reports > engine.current().looked_at):
            break
        chosen.append(part)
    return chosen


def _shares(rows, parts, snapshot):
    """Return the share of the query's rarity that each row has; parts in no report do not count."""
    total, columns, size = len(snapshot), snapshot.columns, len(snapshot.columns)
    shares, whole = np.zeros(len(rows)), 0.0
    for part in parts:
        has, reports = part.rows.mask(size)[rows], part.reports
        if part.year:
            dated = dated_in(columns, part.year)[rows]
            has, reports = has | dated, reports_of_year(reports, total, dated)
        if reports:
            shares += rarity(reports, total) * has
            whole += rarity(reports, total)
    return shares / whole


def _near_enough(shares, enough):
    """Return the mask of the reports near the best, or of the MIN_NEAR nearest with `enough` of its share."""
    near = shares >= MIN_SHARE * shares.max()
    if np.count_nonzero(near) >= MIN_NEAR:
        return near
    nearest = np.partition(shares, -MIN_NEAR)[-MIN_NEAR] if len(shares) > MIN_NEAR else 0
    return near | (shares >= max(enough * shares.max(), nearest))
