"""Order by relevance: BM25 with weighed fields and nearness, over a bounded number of candidates.

BM25 after Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the weights of
fields folded into the term frequency (BM25F, simple form). Up to CANDIDATES hits are all weighed. Of more, those are
weighed that have the words in headline, standfirst or lead, as a tiered index does (Manning, Raghavan and Schütze,
"Introduction to Information Retrieval", ch. 7); the rest follow by date, newest first.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from django.db import connection

from archive.models import DataVersion, SearchRecord
from archive.search.evaluate import as_text
from archive.search.nodes import Entities, Token, join_or, positive_terms

CANDIDATES = 400
K1, B = 1.2, 0.5
FIELD_WEIGHTS = {"A": 4.0, "B": 2.5, "C": 1.5, "D": 1.0}
NEARNESS = 0.6
MAX_TERMS = 30
COUNTED = 20_000
QUOTED_LEXEME = re.compile(r"'((?:[^']|'')*)'(?::(\*?)[A-D]*)?")


@dataclass(frozen=True)
class Term:
    """A lexeme that relevance is weighed by, or the beginning of some."""

    lexeme: str
    is_prefix: bool = False

    def as_tsquery(self):
        quoted = self.lexeme.replace("'", "''")
        return f"'{quoted}':*" if self.is_prefix else f"'{quoted}'"


@dataclass
class Occurrences:
    """Where a term stands in a report: its weighed frequency, and its positions."""

    frequency: float = 0.0
    positions: list[int] = field(default_factory=list)


def terms_of(tree):
    """Return the terms of a resolved query, each once; a widened name is weighed as its entity."""
    leaves = positive_terms(tree)
    terms = [Term(f"#e{pk}") for leaf in leaves if isinstance(leaf, Entities) for pk in leaf.ids]
    words = [leaf for leaf in leaves if not isinstance(leaf, Entities | Token)]
    if words:
        found = QUOTED_LEXEME.findall(as_text(join_or(words)))
        terms += [Term(lexeme.replace("''", "'"), bool(star)) for lexeme, star in found]
    return list(dict.fromkeys(terms))[:MAX_TERMS]


def by_relevance(selection, tree, *, tsquery):
    """Return the kept row numbers, the most relevant first; of the copies of a story the first one alone."""
    columns, terms = selection.columns, terms_of(tree)
    newest = columns.newest_order[selection.kept[columns.newest_order]]
    if not terms or not len(newest):
        return selection.one_of_each_story(newest)
    candidates = newest if len(newest) <= CANDIDATES else _upper_tier(columns, newest, tsquery, terms)
    scores = _scores(columns, candidates, terms)
    ranked = candidates[np.argsort(-scores, kind="stable")]
    rest = newest[~np.isin(newest, candidates)]
    return selection.one_of_each_story(np.concatenate([ranked, rest]))


def _upper_tier(columns, kept, tsquery, terms):
    """Return the kept rows that answer best in headline, standfirst and lead, at most CANDIDATES of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT article_id FROM archive_searchlead, (SELECT %s::tsquery AS strict, %s::tsquery AS loose) AS asked
            WHERE vector @@ strict
            ORDER BY ts_rank(vector, loose) DESC LIMIT %s
            """,
            [tsquery, " | ".join(term.as_tsquery() for term in terms), 10 * CANDIDATES],
        )
        ids = np.array([row[0] for row in cursor.fetchall()], dtype=np.int32)
    by_id = np.argsort(columns.ids, kind="stable")
    places = np.searchsorted(columns.ids, ids, sorter=by_id)
    places = by_id[places[places < len(by_id)]] if len(ids) else np.array([], dtype=np.int64)
    places = places[np.isin(places, kept)][:CANDIDATES]
    missing = CANDIDATES - len(places)
    return np.concatenate([places, kept[~np.isin(kept, places)][:missing]])


def _scores(columns, rows, terms):
    """Return the BM25 score of each row, with what nearness adds."""
    reports = document_frequencies(terms, DataVersion.objects.current())
    occurrences = _occurrences([int(pk) for pk in columns.ids[rows]], terms)
    average = max(float(columns.lengths.mean()), 1.0)
    weights = {term: _rarity(reports[term], reports[None]) for term in terms}
    return np.array(
        [
            _score(occurrences[int(columns.ids[row])], weights, length=float(columns.lengths[row]) / average)
            for row in rows
        ]
    )


def _score(found, weights, *, length):
    score = 0.0
    for term, occurrence in found.items():
        saturated = occurrence.frequency / (occurrence.frequency + K1 * (1 - B + B * length))
        score += weights[term] * (K1 + 1) * saturated
    return score + NEARNESS * _nearness(found, weights)


def _nearness(found, weights):
    """Weigh neighbouring terms by how close they come: 1 side by side, falling with the distance."""
    terms = [term for term in weights if term in found and not term.lexeme.startswith("#")]
    total = 0.0
    for left, right in zip(terms, terms[1:], strict=False):
        distance = min(
            (abs(a - b) for a in found[left].positions for b in found[right].positions if a != b),
            default=None,
        )
        if distance:
            total += min(weights[left], weights[right]) / distance
    return total


def _rarity(reports, total):
    return math.log(1 + (total - reports + 0.5) / (reports + 0.5))


def document_frequencies(terms, version):
    """Return how many published reports have each term; under None how many there are.

    Counts stop at COUNTED: how much rarer than that a common word is hardly matters, and counting on would take long.
    """
    if len(terms) == 1:
        return {None: 1, terms[0]: 0}
    return {None: _reports_in_all(version), **{term: _reports_with(term, version) for term in terms}}


@lru_cache(maxsize=4)
def _reports_in_all(version):
    return SearchRecord.objects.count()


@lru_cache(maxsize=5_000)
def _reports_with(term, version):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM archive_searchrecord WHERE vector @@ %s::tsquery LIMIT %s) AS found",
            [term.as_tsquery(), COUNTED],
        )
        counted = cursor.fetchone()[0]
        return counted if counted < COUNTED else max(counted, _estimate(cursor, term))


def _estimate(cursor, term):
    """Return the planner's estimate of the reports with a common term, from the statistics of the vectors."""
    cursor.execute(
        "EXPLAIN (FORMAT JSON) SELECT FROM archive_searchrecord WHERE vector @@ %s::tsquery",
        [term.as_tsquery()],
    )
    return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])


def _occurrences(ids, terms):
    """Return {id: {term: Occurrences}} of these reports."""
    whole = {term.lexeme: term for term in terms if not term.is_prefix}
    prefixes = [term for term in terms if term.is_prefix]
    found = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT article_id, word.lexeme, word.positions, word.weights
            FROM archive_searchrecord, unnest(vector) AS word
            WHERE article_id = ANY (%s) AND (word.lexeme = ANY (%s) OR word.lexeme ^@ ANY (%s))
            """,
            [ids, list(whole), [term.lexeme for term in prefixes]],
        )
        for pk, lexeme, positions, weights in cursor.fetchall():
            term = whole.get(lexeme) or next(term for term in prefixes if lexeme.startswith(term.lexeme))
            occurrence = found[pk].setdefault(term, Occurrences())
            occurrence.frequency += sum(FIELD_WEIGHTS[weight] for weight in weights or ["D"])
            occurrence.positions += positions or []
    return found
