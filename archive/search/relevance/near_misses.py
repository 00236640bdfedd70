"""Reports with most of the words: a search of its own (`match=most`), apart from that for all of them.

Only bare words and names may lack. Exclusions, fields, phrases, brackets, nearness, beginnings, endings and similar
spellings hold in any case, and a question in which AND or brackets join words is not loosened at all.

A report has the share of a question that the parts it has bring of all the rarity of the question (rarity as in BM25).
Reports are kept that come near the best share. Only those are looked at that have one of the rarest parts: a report
that has none of these cannot reach the share that is asked (Turtle and Flood, "Query evaluation: strategies and
optimizations", 1995, "max-score"). Where those parts are common still, fewer of them are used: see Engine.looked_at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from archive.search import engine
from archive.search.counting.matched import found_of
from archive.search.language.nodes import And, Entities, Node, Nothing, Word, join_and, join_or, unparse
from archive.search.matches.bounded_cache import kept
from archive.search.matches.plan import rows_matching, rows_of_each
from archive.search.meaning.index_query import index_query
from archive.search.records.rowsets import RowSet
from archive.search.relevance.rarity import rarity
from archive.search.relevance.years import dated_in, reports_of_year, year_of

# With fewer reports that have all the words, a page shows so many of those that have most of them, apart.
FEW = 10
# A question of so many words and names is long. Of the judged questions over the demo, 13 of the 16 that are so long are in
# no report with all their words; of the shorter ones, 23 of 60.
LONG = 5
MIN_PARTS = 2
# The share of the best report that is near enough. Where not AT_LEAST reports come so near, a smaller one will do: this part
# of what a word of the question has on average.
NEAR, ENOUGH, AT_LEAST = 0.5, 0.5, 100
MAX_PARTS = 24  # the rarest parts that are asked for
ALMOST = 0.999


@dataclass(frozen=True)
class Part:
    """A part of a question that a report may lack, and the rows of the reports that have it."""

    node: Node
    rows: RowSet

    @property
    def reports(self):
        """How many reports have it."""
        return self.rows.count

    @property
    def year(self):
        return year_of(self.node.text) if isinstance(self.node, Word) else None


@dataclass(frozen=True, eq=False)
class Most:
    """Reports with most of a question: the rows of a snapshot in order, and for each the share of its rarity that it has.

    The share of a report that has every part is 1, and where none has, that of one with every part that some report has.
    """

    rows: np.ndarray
    shares: np.ndarray

    @property
    def nbytes(self):
        """Memory in bytes."""
        return self.rows.nbytes + self.shares.nbytes


def with_most(asked, found):
    """Return what is Found with most of a question, all that was `found` with all of it among that.

    Where nothing may lack, or nothing more is found, that is what was found.
    """
    if not may_lack(asked):
        return found
    snapshot = found.snapshot
    most = kept(("most", asked.tree, found.key), lambda: _with_most(asked, found), snapshot)
    if most is None:
        return found
    made = found_of(
        RowSet(len(snapshot.columns), most.rows, count=len(most.rows)), snapshot, key=("most", found.key)
    )
    return replace(made, shares=most.shares)


def may_lack(asked):
    """Return the words and names of a question that a report may lack; none unless there are two at least."""
    if asked.is_joined or not isinstance(asked.tree, And):
        return []
    nodes = dict.fromkeys(filter(is_bare, asked.tree.nodes))
    parts = [node for node in nodes if not isinstance(index_query(node), Nothing)]
    return parts if len(parts) >= MIN_PARTS else []


def is_of_bare_words(asked):
    """Whether a question is words and names alone, without any sign, field or date."""
    has_bounds = asked.windows or not isinstance(asked.tree, And) or not all(map(is_bare, asked.tree.nodes))
    return bool(may_lack(asked)) and not has_bounds


def is_bare(node):
    """Whether a part of a question is a word or a name as it was typed, without a sign."""
    return (isinstance(node, Word) and not node.literal) or (isinstance(node, Entities) and not node.required)


def in_no_report(asked, snapshot):
    """Return the words and names of a question that no report has, as typed."""
    return [unparse(part.node) for part in _parts(may_lack(asked), snapshot) if not part.reports]


def _with_most(asked, found):
    snapshot = found.snapshot
    bounds = [node for node in asked.tree.nodes if not is_bare(node)]
    parts = _parts(may_lack(asked), snapshot)
    known = sorted((part for part in parts if part.reports or part.year), key=lambda part: part.reports)[
        :MAX_PARTS
    ]
    words = [part for part in known if not part.year]
    if not words:
        return None
    enough = ENOUGH / len(words)
    looked_for = _rarest(words, enough, len(snapshot))
    some = join_or([part.node for part in looked_for])
    looked_at = rows_matching(index_query(join_and([some, *bounds])), snapshot)
    rows = np.union1d(looked_at.as_rows(), found.rows.as_rows()).astype(np.int32)
    if len(rows) == len(found):
        return None
    shares = _shares(rows, known, snapshot)
    if len(found):
        shares = np.where(np.isin(rows, found.rows.as_rows()), 1, np.minimum(shares, ALMOST))
    near = _near_enough(shares, enough)
    return Most(rows[near], shares[near])


def _parts(nodes, snapshot):
    lists = rows_of_each(list(map(index_query, nodes)), snapshot)
    return [Part(node, rows) for node, rows in zip(nodes, lists, strict=True)]


def _rarest(parts, enough, total):
    """Return the rarest parts: a report with none of them falls short of `enough`, or so many as are looked at have one."""
    weights = [rarity(part.reports, total) for part in parts]
    reports, chosen = 0, []
    for place, part in enumerate(parts):
        reports += part.reports
        if place and (sum(weights[place:]) < enough * sum(weights) or reports > engine.current().looked_at):
            break
        chosen.append(part)
    return chosen


def _shares(rows, parts, snapshot):
    """Return the share of the rarity of the question that each row has; what no report has does not count."""
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
    """Return the mask of the reports that come near the best, or of the AT_LEAST nearest with `enough` of its share."""
    near = shares >= NEAR * shares.max()
    if np.count_nonzero(near) >= AT_LEAST:
        return near
    nearest = np.partition(shares, -AT_LEAST)[-AT_LEAST] if len(shares) > AT_LEAST else 0
    return near | (shares >= max(enough * shares.max(), nearest))
