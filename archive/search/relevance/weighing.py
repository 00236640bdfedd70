"""Weigh a few reports exactly, from their vectors: BM25 and proximity."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from itertools import accumulate, pairwise

import numpy as np

from archive.models.compiled import planned_cursor
from archive.search.language.prose import PROSE_WORDS
from archive.search.meaning.lexemes import VALUE, Forms, LexemePhrase, lexemes_in
from archive.search.meaning.tsquery import quoted
from archive.search.relevance import bm25
from archive.search.relevance.weighted_terms import OTHER_FORM

# What neighbouring terms that are adjacent add, as a share of the rarity of the commoner one.
NEARNESS = 0.4
MAX_POSITIONS = 40
ENTRY = re.compile(r" '((?:[^']|'')*)':([0-9A-D,]+)")  # of a vector as text


def read_vectors(ids):
    """Return {id: its vector as text, with a space before each entry}.

    Vectors are read as text and searched here: unnest() would make a row of every lexeme first, which takes three times as
    long, and one regular expression for all of them takes longer than searching for each.
    """
    with planned_cursor() as cursor:
        cursor.execute(
            "SELECT article_id, vector::text FROM archive_searchvector WHERE article_id = ANY (%s)", [ids]
        )
        return {pk: f" {vector}" for pk, vector in cursor.fetchall()}


def exact_scores(question, places, ids, vectors):
    """Return the score of each report, including proximity: `places` are their rows in the snapshot."""
    frequencies, positions = _occurrences(ids, vectors, question)
    for number, elsewhere in question.elsewhere.items():
        frequencies[elsewhere[places], number] *= OTHER_FORM
    for number, frequency in question.years.items():
        frequencies[:, number] += frequency[places]
    fair = bm25.fair(question.snapshot)[places][:, None]
    scores = bm25.saturated(frequencies, fair) @ question.weights + question.of_days(places)
    if len(question.terms) >= PROSE_WORDS:  # neighbours in prose are so by chance
        return scores
    return scores + NEARNESS * np.array([_nearness(positions[pk], question) for pk in ids])


def entries_of(vector):
    """Return {lexeme: its places as text} of all words and names of a vector as text."""
    return dict(ENTRY.findall(vector))


def _nearness(positions, question):
    """Weigh neighbouring terms by their proximity: 1 if adjacent, falling with the square root of the distance.

    After Tao and Zhai, "An exploration of proximity measures in information retrieval" (2007), only for neighbours.
    """
    total = 0.0
    for left, right in pairwise(question.placed):
        if left in positions and right in positions:
            apart = np.abs(np.subtract.outer(positions[left], positions[right]))
            rarity = min(question.rarities[left], question.rarities[right])
            total += rarity / math.sqrt(max(apart.min(), 1))
    return total


def _occurrences(ids, vectors, question):
    """Return (the weighted frequency of each term in each report, {id: {number of a term: its positions}})."""
    terms = question.terms
    asked = list(dict.fromkeys(lexeme for term in terms for lexeme in lexemes_in(term)))
    whole = {lexeme.text for lexeme in asked if not lexeme.is_prefix}
    frequencies = np.zeros((len(ids), len(terms)))
    positions: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for row, pk in enumerate(ids):
        places = _places_in(vectors.get(pk, ""), asked)
        for number, term in enumerate(terms):
            typed = question.typed.get(number)
            for form, occurrences in _found(term, places, whole):
                counted = sum(bm25.FIELD_WEIGHTS[weight] for _, weight in occurrences)
                frequencies[row, number] += counted if typed in (None, form) else OTHER_FORM * counted
                if not term.is_mark:
                    kept = [place for place, _ in occurrences[:MAX_POSITIONS]]
                    positions[pk][number] = positions[pk].get(number, []) + kept
    return frequencies, positions


def _found(term, places, whole):
    """Yield (form, its occurrences) of each form of a term in a report with these `places`, as `_places_in` gives them.

    A prefix does not stand for the words that are terms by themselves. A run of words is where its first word is.
    """
    for form in term.held(places) if isinstance(term, Forms) else [term]:
        if isinstance(form, LexemePhrase):
            found = [_occurrences_of_run(form, places)]
        elif form.is_prefix:
            found = [at for text, at in places.items() if text.startswith(form.text) and text not in whole]
        else:
            found = [places.get(form.text)]
        yield from ((form, occurrences) for occurrences in found if occurrences)


def _occurrences_of_run(run, places):
    first, *rest = (places.get(part.text, []) for part in lexemes_in(run))
    ends, begun = list(accumulate(run.steps)), first
    for step, following in zip(ends, rest, strict=True):
        at = {place for place, _ in following}
        begun = [(place, weight) for place, weight in begun if place + step in at]
    return begun


def _places_in(vector, lexemes):
    """Return {lexeme: its occurrences, (position, weight)} of those in a vector as text; a mark may have none."""
    found = {}
    for lexeme in lexemes:
        opening = f" {quoted(lexeme.text)}"
        for written, places in _entries(vector, opening[:-1] if lexeme.is_prefix else f"{opening}:"):
            found[written.replace("''", "'")] = _places(places)
        if VALUE.fullmatch(lexeme.text) and opening in vector:
            found[lexeme.text] = []
    return found


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


def frequency_of(places):
    """Return the weighted frequency of a lexeme with places such as "3A,17"."""
    marked = {weight: places.count(weight) for weight in "ABC"}
    rest = places.count(",") + 1 - sum(marked.values())
    return rest * bm25.FIELD_WEIGHTS["D"] + sum(
        bm25.FIELD_WEIGHTS[weight] * count for weight, count in marked.items()
    )
