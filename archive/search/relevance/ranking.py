"""Ranking: BM25 with weighted fields and proximity.

BM25 after Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the weights of
fields folded into the term frequency (BM25F, simple form). All hits are first ordered by impacts: the weight of a word in a
report, in steps, from the tokens that the database has for words that weigh much (archive_impacts; Anh and Moffat, "Pruned query
evaluation using pre-computed impacts", 2006), and from the length of the text for all others. The best candidates
(Engine.weighed) are then weighed exactly, with proximity, from their vectors.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from itertools import accumulate, pairwise

import numpy as np
from django.db import connection

from archive.search import engine
from archive.search.language.nodes import (
    Entities,
    Or,
    Phrase,
    Reports,
    Sides,
    Spelled,
    Token,
    positive_terms,
    walk,
)
from archive.search.matches.plan import rows_of_each
from archive.search.meaning.index_query import index_query
from archive.search.meaning.lexemes import VALUE, Forms, Lexeme, LexemePhrase, lexemes_in
from archive.search.meaning.tsquery import quoted
from archive.search.relevance.impacts import impacts_of
from archive.search.relevance.rarity import rarity, reports_with
from archive.search.relevance.years import dated_in, reports_of_year, year_of

K1, B = 1.2, 0.5
FIELD_WEIGHTS = {"A": 4.0, "B": 2.5, "C": 1.5, "D": 1.0}
# The frequency that the date of a report contributes for a year among the words.
DATED = 2.0
NEARNESS = 1.0
WITHOUT_TOKEN = 1.2  # the approximate frequency of a word without a token
MAX_POSITIONS = 40
MAX_TERMS = 30
ENTRY = re.compile(r" '((?:[^']|'')*)':([0-9A-D,]+)")  # of a vector as text


def terms_of(tree):
    """Return the distinct lexemes to weigh, one for a word in several Forms; a widened name is weighed as its entity, wherever it was typed."""
    leaves = positive_terms(tree)
    names = [Lexeme(f"#e{pk}") for leaf in leaves if isinstance(leaf, Entities | Spelled) for pk in leaf.ids]
    leaves = [Phrase(leaf.rest) if isinstance(leaf, Spelled) else leaf for leaf in leaves]
    words = [leaf for leaf in leaves if not isinstance(leaf, Entities | Token | Reports | Sides)]
    weighed = [term for leaf in words for term in _weighed_of(index_query(leaf))]
    return list(dict.fromkeys([*names, *weighed]))[:MAX_TERMS]


def _weighed_of(query):
    """Return the terms of the index query of one leaf: a word in all its forms is one."""
    is_one = isinstance(query, Forms) and any(isinstance(node, Lexeme) for node in query.nodes)
    return [query] if is_one else lexemes_in(query)


def by_relevance(matched, selection, tree, *, most=None):
    """Return the selected row numbers, most relevant first, at least `most`; only the first copy of each story.

    If not all reports have all of the query, those that do come first.
    """
    terms, rows = terms_of(tree), np.flatnonzero(selection.kept)
    if not terms or not len(rows):
        return selection.by_date(newest=True, most=most)
    weighed = engine.current().weighed
    if len(rows) <= weighed:
        rows = rows[np.argsort(-selection.columns.ids[rows])]  # of equal scores the later report comes first
    shares = None if matched.shares is None else matched.shares[rows]
    if len(rows) > weighed:
        question = _Weighed(terms, tree, matched)
        rows, shares = _best_by_impact(matched, selection, rows, shares, question, most)
    candidates, rest = rows[:weighed], rows[weighed:]
    scores = _scores(matched, selection.columns, candidates, terms)
    lacks_some = np.zeros(len(candidates)) if shares is None else shares[:weighed] < 1
    ranked = candidates[np.lexsort((-scores, lacks_some))]
    return selection.one_of_each_story(np.concatenate([ranked, rest]))


class _Weighed:
    """The terms of a query with their weights and impacts; `all_have_all` if every hit has every term."""

    def __init__(self, terms, tree, matched):
        self.terms = terms
        self.weights = _weights(terms, {}, matched.snapshot)
        impacts = impacts_of(terms, matched.snapshot)
        self.impacts = [impacts[term] for term in terms]
        self.all_have_all = matched.shares is None and not any(map(_is_either, walk(tree)))


def _is_either(node):
    """Return whether a node of a tree finds reports that lack some of its terms."""
    return isinstance(node, Or | Spelled) or isinstance(node, Entities) and bool(node.words)


def _best_by_impact(matched, selection, rows, shares, question, most):
    """Return (rows, their shares) in order of impact; at least the `most` best, or all if that is None."""
    wanted = len(rows) if most is None else min(2 * most + 4 * engine.current().weighed, len(rows))
    scores = None
    if matched.within is not None and question.all_have_all and wanted < len(rows):
        weighty, scores = _weighty(matched, selection.kept, question)
    if scores is not None and len(weighty) >= 4 * wanted:
        rows = weighty
    else:
        scores = _sums(matched, rows, question)
    if shares is not None:
        scores = scores + shares * (1 + scores.max())
    if wanted < len(rows):
        best = np.flatnonzero(scores >= np.partition(scores, -wanted)[-wanted])
        rows, scores = rows[best], scores[best]
        shares = None if shares is None else shares[best]
    order = np.lexsort((-matched.columns.ids[rows], -scores))  # of equal scores the later report comes first
    return rows[order], None if shares is None else shares[order]


def _weighty(matched, kept, question):
    """Return (the selected rows in which some term weighs much, the sum of the impacts of all terms in each)."""
    snapshot = matched.snapshot
    usual = snapshot.remembered("usual impact", lambda: _usual(snapshot, slice(None)))
    more = np.zeros(len(kept), dtype=np.float32)
    for weight, impacts in zip(question.weights, question.impacts, strict=True):
        more[impacts.rows] += np.float32(weight) * (impacts.all() - usual[impacts.rows])
    rows = np.flatnonzero((more > 0) & kept)
    return rows, more[rows] + np.float32(question.weights.sum()) * usual[rows]


def _sums(matched, rows, question):
    """Return the sum of the impacts of the terms in each row."""
    snapshot, places = matched.snapshot, matched.in_snapshot(rows)
    usual = _usual(snapshot, places)
    scores = np.zeros(len(rows), dtype=np.float32)
    if question.all_have_all:
        having = [True] * len(question.terms)
    else:
        lists = rows_of_each(question.terms, snapshot)
        having = [one.mask(len(snapshot.columns))[places] for one in lists]
    for weight, impacts, has in zip(question.weights, question.impacts, having, strict=True):
        weighed = impacts.of(places)
        scores += weight * np.where(weighed > 0, weighed, usual * has)
    return scores


def _usual(snapshot, rows):
    """Return the impact of a term without a token in each row."""
    return (WITHOUT_TOKEN * (K1 + 1) / (WITHOUT_TOKEN + _fair(snapshot, rows))).astype(np.float32)


def _fair(snapshot, rows):
    """Return the length normalisation of each row, by the length of its text relative to the mean of all reports."""
    return K1 * (1 - B + B * snapshot.columns.lengths[rows] / snapshot.mean_length)


def _scores(matched, columns, rows, terms):
    """Return the BM25 score of each row, including proximity."""
    years = {n: dated_in(columns, year)[rows] for n, term in enumerate(terms) if (year := year_of(term.text))}
    weights = _weights(terms, years, matched.snapshot)
    ids = [int(pk) for pk in columns.ids[rows]]
    frequencies, positions = _occurrences(ids, terms)
    for number, dated in years.items():
        frequencies[:, number] += DATED * dated
    saturated = (
        frequencies * (K1 + 1) / (frequencies + _fair(matched.snapshot, matched.in_snapshot(rows))[:, None])
    )
    return saturated @ weights + NEARNESS * np.array([_nearness(positions[pk], weights) for pk in ids])


def _weights(terms, years, snapshot):
    """Return the rarity of each term; a single one needs none."""
    if len(terms) == 1:
        return np.ones(1)
    total = len(snapshot)
    reports = [reports_with(term, snapshot) for term in terms]
    for number, dated in years.items():
        reports[number] = reports_of_year(reports[number], total, dated)
    return np.array([rarity(count, total) for count in reports])


def _nearness(positions, weights):
    """Weigh neighbouring terms by their proximity: 1 if adjacent, falling with the square root of the distance.

    After Tao and Zhai, "An exploration of proximity measures in information retrieval" (2007), only for neighbours.
    """
    total = 0.0
    for left, right in pairwise(range(len(weights))):
        if left in positions and right in positions:
            apart = np.abs(np.subtract.outer(positions[left], positions[right]))
            total += min(weights[left], weights[right]) / math.sqrt(max(apart.min(), 1))
    return total


def _occurrences(ids, terms):
    """Return (the weighted frequency of each term in each report, {id: {number of a term: its positions}})."""
    asked = list(dict.fromkeys(lexeme for term in terms for lexeme in lexemes_in(term)))
    whole = [lexeme.text for lexeme in asked if not lexeme.is_prefix]
    prefixes = [lexeme.text for lexeme in asked if lexeme.is_prefix]
    frequencies = np.zeros((len(ids), len(terms)))
    positions: dict[int, dict[int, list[int]]] = defaultdict(dict)
    places = _lexemes(ids, whole, prefixes)
    for row, pk in enumerate(ids):
        for number, term in enumerate(terms):
            for occurrences in _found(term, places[pk], whole):
                frequencies[row, number] += sum(FIELD_WEIGHTS[weight] for _, weight in occurrences)
                if not term.is_mark:
                    kept = [place for place, _ in occurrences[:MAX_POSITIONS]]
                    positions[pk][number] = positions[pk].get(number, []) + kept
    return frequencies, positions


def _found(term, places, whole):
    """Yield the occurrences of each form of a term in a report with these `places`, as `_lexemes` gives them.

    A prefix does not stand for the words that are terms by themselves. A run of words is where its first word is.
    """
    for form in term.held(places) if isinstance(term, Forms) else [term]:
        if isinstance(form, LexemePhrase):
            found = [_occurrences_of_run(form, places)]
        elif form.is_prefix:
            found = [at for text, at in places.items() if text.startswith(form.text) and text not in whole]
        else:
            found = [places.get(form.text)]
        yield from filter(None, found)


def _occurrences_of_run(run, places):
    first, *rest = (places.get(part.text, []) for part in lexemes_in(run))
    ends, begun = list(accumulate(run.steps)), first
    for step, following in zip(ends, rest, strict=True):
        at = {place for place, _ in following}
        begun = [(place, weight) for place, weight in begun if place + step in at]
    return begun


def _lexemes(ids, whole, prefixes):
    """Return {id: {lexeme: its occurrences, (position, weight)}} of the lexemes asked for in these reports; a mark may have none.

    Vectors are read as text and searched here: unnest() would make a row of every lexeme first, which takes three times as
    long, and one regular expression for all of them takes longer than searching for each.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT article_id, vector::text FROM archive_searchvector WHERE article_id = ANY (%s)", [ids]
        )
        vectors = cursor.fetchall()
    openings = [f" {quoted(lexeme)}:" for lexeme in whole] + [f" {quoted(text)[:-1]}" for text in prefixes]
    return {
        pk: {
            lexeme.replace("''", "'"): _places(places)
            for opening in openings
            for lexeme, places in _entries(f" {vector}", opening)
        }
        | {mark: [] for mark in whole if VALUE.fullmatch(mark) and quoted(mark) in vector}
        for pk, vector in vectors
    }


def _entries(vector, opening):
    """Yield (lexeme, its positions) of the entries of a vector that begin like this; those without positions are omitted."""
    start = vector.find(opening)
    while start >= 0:
        entry = ENTRY.match(vector, start)
        if entry:
            yield entry.groups()
        start = vector.find(opening, start + 1)


def _places(text):
    """Read "3A,17" into (position, weight)s."""
    return [
        (int(place.rstrip("ABCD")), place[-1] if place[-1] in "ABC" else "D") for place in text.split(",")
    ]
