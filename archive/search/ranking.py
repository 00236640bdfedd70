"""Order by relevance: BM25 with weighed fields and nearness, over a bounded number of candidates.

BM25 after Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the weights of
fields folded into the term frequency (BM25F, simple form). Up to CANDIDATES hits are all weighed. Of more, those are
weighed that have most of the question and have its words in headline, standfirst or lead, as a tiered index does
(Manning, Raghavan and Schütze, "Introduction to Information Retrieval", ch. 7); the rest follow by date, newest first.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from django.db import connection

from archive.models import DataVersion
from archive.search.evaluate import as_text
from archive.search.nodes import Entities, Token, join_or, positive_terms
from archive.search.rarity import rarity, reports_in_all, reports_with
from archive.search.years import dated_in, reports_of_year, year_of

CANDIDATES = 400
K1, B = 1.2, 0.5
FIELD_WEIGHTS = {"A": 4.0, "B": 2.5, "C": 1.5, "D": 1.0}
# What the date of a report counts for a year among the words, as if the year stood there as often.
DATED = 2.0
NEARNESS = 1.0
NEAREST_POSITIONS = 40
MAX_TERMS = 30
QUOTED_LEXEME = re.compile(r"'((?:[^']|'')*)'(?::(\*?)[A-D]*)?")


@dataclass(frozen=True)
class Term:
    """A lexeme that relevance is weighed by, or the beginning of some."""

    lexeme: str
    is_prefix: bool = False

    def as_tsquery(self):
        quoted = self.lexeme.replace("'", "''")
        return f"'{quoted}':*" if self.is_prefix else f"'{quoted}'"


def terms_of(tree):
    """Return the terms of a resolved query, each once; a widened name is weighed as its entity."""
    leaves = positive_terms(tree)
    terms = [Term(f"#e{pk}") for leaf in leaves if isinstance(leaf, Entities) for pk in leaf.ids]
    words = [leaf for leaf in leaves if not isinstance(leaf, Entities | Token)]
    if words:
        found = QUOTED_LEXEME.findall(as_text(join_or(words)))
        terms += [Term(lexeme.replace("''", "'"), bool(star)) for lexeme, star in found]
    return list(dict.fromkeys(terms))[:MAX_TERMS]


def by_relevance(selection, tree, *, tsquery, shares=None):
    """Return the kept row numbers, the most relevant first; of the copies of a story the first one alone.

    `shares` says for each row how much of the question it has, where not all have all of it: those with a share of 1
    come first.
    """
    columns, terms = selection.columns, terms_of(tree)
    newest = columns.newest_order[selection.kept[columns.newest_order]]
    if not terms or not len(newest):
        return selection.one_of_each_story(newest)
    promising = newest if len(newest) <= CANDIDATES else _promising(columns, newest, tsquery, terms, shares)
    candidates, rest = promising[:CANDIDATES], promising[CANDIDATES:]
    scores = _scores(columns, candidates, terms)
    lacks_some = np.zeros(len(candidates)) if shares is None else shares[candidates] < 1
    ranked = candidates[np.lexsort((-scores, lacks_some))]
    return selection.one_of_each_story(np.concatenate([ranked, rest]))


def _promising(columns, newest, tsquery, terms, shares):
    """Return the rows with those first that have most of the question, then those with its words at the beginning."""
    if shares is not None:
        tsquery = " | ".join(term.as_tsquery() for term in terms)
    tier = np.full(len(columns), 10 * CANDIDATES)
    places = _rows_of(columns, _upper_tier(tsquery, terms))
    tier[places] = np.arange(len(places))
    missing = np.zeros(len(newest)) if shares is None else -shares[newest]
    return newest[np.lexsort((tier[newest], missing))]


def _upper_tier(tsquery, terms):
    """Return the ids of the reports that answer best in headline, standfirst and lead, the best first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT article_id FROM archive_searchlead, (SELECT %s::tsquery AS strict, %s::tsquery AS loose) AS asked
            WHERE vector @@ strict
            ORDER BY ts_rank(vector, loose) DESC LIMIT %s
            """,
            [tsquery, " | ".join(term.as_tsquery() for term in terms), 10 * CANDIDATES],
        )
        return np.array([row[0] for row in cursor.fetchall()], dtype=np.int32)


def _rows_of(columns, ids):
    """Return the row numbers of those of these ids that the columns have, in the order given."""
    by_id = np.argsort(columns.ids, kind="stable")
    places = np.minimum(np.searchsorted(columns.ids, ids, sorter=by_id), len(by_id) - 1)
    rows = by_id[places]
    return rows[columns.ids[rows] == ids]


def _scores(columns, rows, terms):
    """Return the BM25 score of each row, with what nearness adds."""
    years = {
        n: dated_in(columns, year)[rows] for n, term in enumerate(terms) if (year := year_of(term.lexeme))
    }
    weights = _weights(terms, years)
    ids = [int(pk) for pk in columns.ids[rows]]
    frequencies, positions = _occurrences(ids, terms)
    for number, dated in years.items():
        frequencies[:, number] += DATED * dated
    average = max(float(columns.lengths.mean()), 1.0)
    fair = K1 * (1 - B + B * columns.lengths[rows] / average)
    saturated = frequencies * (K1 + 1) / (frequencies + fair[:, None])
    return saturated @ weights + NEARNESS * np.array([_nearness(positions[pk], weights) for pk in ids])


def _weights(terms, years):
    """Return the rarity of each term; a single one needs none."""
    if len(terms) == 1:
        return np.ones(1)
    version = DataVersion.objects.current()
    total = reports_in_all(version)
    reports = [reports_with(term.as_tsquery(), version) for term in terms]
    for number, dated in years.items():
        reports[number] = reports_of_year(reports[number], total, dated)
    return np.array([rarity(count, total) for count in reports])


def _nearness(positions, weights):
    """Weigh neighbouring terms by how close they come: 1 side by side, falling with the root of the distance.

    After Tao and Zhai, "An exploration of proximity measures in information retrieval" (2007), for neighbours alone.
    """
    total = 0.0
    for left, right in pairwise(range(len(weights))):
        if left in positions and right in positions:
            apart = np.abs(np.subtract.outer(positions[left], positions[right]))
            total += min(weights[left], weights[right]) / math.sqrt(max(apart.min(), 1))
    return total


def _occurrences(ids, terms):
    """Return (the weighed frequency of each term in each report, {id: {number of a term: its positions}})."""
    whole = {term.lexeme: number for number, term in enumerate(terms) if not term.is_prefix}
    prefixes = [(term.lexeme, number) for number, term in enumerate(terms) if term.is_prefix]
    rows = {pk: row for row, pk in enumerate(ids)}
    frequencies, positions = np.zeros((len(ids), len(terms))), defaultdict(dict)
    for pk, lexeme, places, weights in _lexemes(ids, list(whole), [prefix for prefix, _ in prefixes]):
        number = whole.get(lexeme)
        if number is None:
            number = next(number for prefix, number in prefixes if lexeme.startswith(prefix))
        frequencies[rows[pk], number] += sum(FIELD_WEIGHTS[weight] for weight in weights or ["D"])
        if places and not lexeme.startswith("#"):
            positions[pk][number] = positions[pk].get(number, []) + places[:NEAREST_POSITIONS]
    return frequencies, positions


def _lexemes(ids, whole, prefixes):
    """Return (id, lexeme, positions, weights) of the lexemes asked for in these reports."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT article_id, word.lexeme, word.positions, word.weights
            FROM archive_searchrecord, unnest(vector) AS word
            WHERE article_id = ANY (%s) AND (word.lexeme = ANY (%s) OR word.lexeme ^@ ANY (%s))
            """,
            [ids, whole, prefixes],
        )
        return cursor.fetchall()
