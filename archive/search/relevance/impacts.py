"""What a term weighs in each report where it weighs much, from the tokens that the database keeps (archive_impacts).

Impacts are the part of BM25 that does not depend on the archive, in steps (Anh and Moffat, "Pruned query evaluation using
pre-computed impacts", 2006).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db import connection

from archive.search.matches.postings import ids_matching, keep_lasting, lasting, words_of_beginning

# The letters of the steps as in archive_impacts, and the impact of each step; step 0 stands for no token.
LETTERS = [chr(34 + step) for step in range(31, 44)]
IMPACTS = np.array([0, *((step + 0.5) / 20 for step in range(31, 44))], dtype=np.float32)
FEW_PLACES = 16  # fewer rows than one in so many are looked up one by one
CHANGED = """
    SELECT article_id, step
    FROM archive_searchvector, unnest(%s::text[]) WITH ORDINALITY AS asked (query, step)
    WHERE article_id = ANY (%s) AND tokens @@ query::tsquery ORDER BY step
"""


@dataclass(frozen=True, eq=False)
class Impacts:
    """The rows of a snapshot, in order, in which a term has a token, and the step of it; as of one refresh."""

    rows: np.ndarray
    steps: np.ndarray
    serial: int

    @property
    def nbytes(self):
        """Memory in bytes."""
        return 200 + self.rows.nbytes + self.steps.nbytes

    def all(self):
        """Return the impact in each of the rows."""
        return IMPACTS.take(self.steps)

    def of(self, places):
        """Return the impact in each of these rows of the snapshot, 0 where there is no token."""
        if not len(self.rows) or not len(places):
            return np.zeros(len(places), dtype=np.float32)
        last = max(int(self.rows[-1]), int(places.max()))
        if len(places) * FEW_PLACES > last:
            steps = np.zeros(last + 1, dtype=np.uint8)
            steps[self.rows] = self.steps
            return IMPACTS.take(steps.take(places))
        found = np.minimum(np.searchsorted(self.rows, places), len(self.rows) - 1)
        return np.where(self.rows[found] == places, IMPACTS[self.steps[found]], 0)


def impacts_of(term, snapshot):
    """Return the Impacts of a term, from memory where it is known."""

    def brought_up(kept, touched):
        steps = np.zeros(len(snapshot.columns), dtype=np.uint8)
        steps[kept.rows] = kept.steps
        steps[~snapshot.alive] = 0
        for pk, step in _changed(term, touched):
            steps[snapshot.rows_of([pk])] = step
        return _impacts(steps, snapshot)

    key = (term, "impacts")
    found = lasting(key, snapshot, brought_up)
    if found is None:
        found = _read(term, snapshot)
        keep_lasting(key, found, snapshot)
    return found


def _impacts(steps, snapshot):
    rows = np.flatnonzero(steps).astype(np.int32)
    return Impacts(rows, steps[rows], snapshot.serial)


def _read(term, snapshot):
    """Ask for all; of a beginning of words a report may have several tokens, and the heaviest counts."""
    steps = np.zeros(len(snapshot.columns), dtype=np.uint8)
    common, queries = _parts(term, snapshot)
    for step, ids in enumerate(ids_matching("archive_token_ids", queries), start=1):
        steps[snapshot.rows_of(ids)] = step
    for word in common:
        kept = impacts_of(word, snapshot)
        steps[kept.rows] = np.maximum(steps[kept.rows], kept.steps)
    return _impacts(steps, snapshot)


def _parts(term, snapshot):
    """Return (the common words that a beginning stands for, as terms; queries for all else, one a step).

    The tokens of common words are many, and kept; those of the other words are few.
    """
    common, rest = words_of_beginning(term.as_tsquery(), snapshot)
    if not common:
        return [], _queries(term)
    terms = [term.whole(word[1:-1].replace("''", "'")) for word in common]
    return terms, [" | ".join(f"'#{letter}{word[1:]}" for word in rest) for letter in LETTERS if rest]


def _queries(term):
    return [term.beginning_with(f"#{letter}").as_tsquery() for letter in LETTERS]


def _changed(term, ids):
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, [_queries(term), ids])
        return cursor.fetchall()
