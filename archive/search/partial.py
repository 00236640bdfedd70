"""What to show when no report has all the words, or very few: those that have most of the rarest ones.

A report has the share of a question that the parts it has bring of all the rarity of the question (rarity as in BM25).
Reports are kept that come near the best share. Only those are looked at that have one of the rarest parts: a report
that has none of these cannot reach the share that is asked (Turtle and Flood, "Query evaluation: strategies and
optimizations", 1995, "max-score"). Where those parts are common still, fewer of them are used: see LOOKED_AT.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from archive.search.cache import kept
from archive.search.evaluate import as_text
from archive.search.found import found_of
from archive.search.nodes import (
    And,
    Entities,
    Field,
    Node,
    Not,
    Phrase,
    Token,
    Word,
    join_and,
    join_or,
    unparse,
)
from archive.search.postings import rows_matching
from archive.search.rarity import rarity, reports_with
from archive.search.rowsets import RowSet
from archive.search.years import dated_in, reports_of_year, year_of

# With fewer reports that have all the words, those with most of them follow.
FEW = 10
LEAST_PARTS_TO_FOLLOW = 2
# The share of the best report that is near enough. Where not AT_LEAST reports come so near, a smaller one will do: this part
# of what a word of the question has on average.
NEAR, ENOUGH, AT_LEAST = 0.5, 0.5, 100
# Reports looked at, about, and the rarest parts that are asked for.
LOOKED_AT = 20_000
MAX_PARTS = 24
ALMOST = 0.999


@dataclass(frozen=True)
class Part:
    """A part of a question that a report may lack: its tsquery, and in how many reports it is."""

    node: Node
    tsquery: str
    reports: int

    @property
    def year(self):
        return year_of(self.node.text) if isinstance(self.node, Word) else None


@dataclass(frozen=True, eq=False)
class Most:
    """Reports with most of a question: the rows of a snapshot in order, and for each the share of its rarity that it has.

    The share of a report that has every part is 1.
    """

    rows: np.ndarray
    shares: np.ndarray
    message: str

    @property
    def nbytes(self):
        """Memory in bytes."""
        return self.rows.nbytes + self.shares.nbytes


def with_most(tree, found):
    """Return (what is Found with most of the question, a message), or None where nothing can be added to what was found.

    Where some reports have every part, they come first, then the others.
    """
    snapshot = found.snapshot
    most = kept(("most", tree, found.key), lambda: _with_most(tree, found), snapshot)
    if most is None:
        return None
    made = found_of(
        RowSet(len(snapshot.columns), most.rows, None, len(most.rows)), snapshot, key=("most", found.key)
    )
    return replace(made, shares=most.shares), most.message


def may_follow(tree):
    """Whether reports with most of the words may follow few that have all: words and names alone were typed."""
    if not isinstance(tree, And):
        return False
    parts = [node for node in tree.nodes if not _is_bound(node) and as_text(node)]
    return len(parts) >= LEAST_PARTS_TO_FOLLOW and all(
        isinstance(part, Word | Entities) or isinstance(part, Phrase) and not part.exact for part in parts
    )


def _with_most(tree, found):
    if not isinstance(tree, And):
        return None
    snapshot = found.snapshot
    bounds = [node for node in tree.nodes if _is_bound(node)]
    parts = _parts(tree, snapshot)
    known = sorted((part for part in parts if part.reports or part.year), key=lambda part: part.reports)[
        :MAX_PARTS
    ]
    words = [part for part in known if not part.year]
    if len(parts) < 2 or not words:
        return None
    enough = ENOUGH / len(words)
    looked_for = _rarest(words, enough, len(snapshot))
    looked_at = rows_matching(
        join_and([join_or([part.node for part in looked_for]), *bounds]), snapshot
    ).as_rows()
    if not len(looked_at):
        return None
    shares = _shares(looked_at, known, snapshot)
    if len(found):
        has_all = np.isin(looked_at, found.rows.as_rows())
        shares = np.where(has_all, 1, np.minimum(shares, ALMOST))
        if np.all(has_all):
            return None
    near = _near_enough(shares, enough)
    return Most(looked_at[near], shares[near], _message(parts, shares[near], follows=bool(len(found))))


def _parts(tree, snapshot):
    nodes = dict.fromkeys(node for node in tree.nodes if not _is_bound(node) and as_text(node))
    return [Part(node, as_text(node), reports_with(as_text(node), snapshot)) for node in nodes]


def _is_bound(node):
    """Whether a part must hold in any case: exclusions, and what was asked of a field."""
    return isinstance(node, Not | Field | Token)


def _rarest(parts, enough, total):
    """Return the rarest parts: a report with none of them falls short of `enough`, or LOOKED_AT reports have one."""
    weights = [rarity(part.reports, total) for part in parts]
    reports, chosen = 0, []
    for place, part in enumerate(parts):
        reports += part.reports
        if place and (sum(weights[place:]) < enough * sum(weights) or reports > LOOKED_AT):
            break
        chosen.append(part)
    return chosen


def _shares(rows, parts, snapshot):
    """Return the share of the rarity of the question that each row has; what no report has does not count."""
    total, columns, size = len(snapshot), snapshot.columns, len(snapshot.columns)
    shares, whole = np.zeros(len(rows)), 0.0
    sets = [rows_matching(part.node, snapshot) for part in parts]
    for part, found in zip(parts, sets, strict=True):
        has, reports = found.mask(size)[rows], part.reports
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


def _message(parts, shares, *, follows):
    typed = ", ".join(unparse(part.node) for part in parts)
    if follows:
        have_all = np.count_nonzero(shares == 1)
        one = have_all == 1
        return (
            f"{'1 report has' if one else f'{have_all} reports have'} all of {typed}, and {'comes' if one else 'come'} first."
            f" Those after {'it' if one else 'them'} have most of the rarest of these words;"
            " put AND between the words to leave them out."
        )
    missing = ", ".join(unparse(part.node) for part in parts if not part.reports)
    return f"No report has all of {typed}" + (
        f": none has {missing}. These have most of the rarest other words."
        if missing
        else ". These have most of the rarest of them."
    )
