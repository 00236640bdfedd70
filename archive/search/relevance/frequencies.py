"""The frequency of a term in each report in which it counts twice or more, from the tokens in the database (archive_frequencies).

Frequencies are kept as steps, the higher the wider, which BM25 hardly tells apart: what it makes of one is saturated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from archive.search.language.nodes import join_or
from archive.search.matches.bounded_cache import keep_read, read_before
from archive.search.matches.posting_lists import Scan, ids_matching, ids_touched
from archive.search.matches.prefixes import words_with_prefix
from archive.search.meaning.lexemes import Forms

# The least frequency of each step, as in archive_frequencies, and its letter there.
LEAST = (2, 3, 4, 5, 6, 8, 12)
LETTERS = [chr(65 + step) for step in range(len(LEAST))]
# The frequency that stands for each step; step 0 means no token.
MEANT = np.array([0, 2, 3, 4, 5, 6.5, 9.5, 16], dtype=np.float32)
SPARSE = 16  # fewer rows than one in this many are looked up one by one


@dataclass(frozen=True, eq=False)
class Frequencies:
    """The rows of a snapshot, in order, in which a term has a token, and its step; as of one refresh."""

    rows: np.ndarray
    steps: np.ndarray
    serial: int

    @property
    def nbytes(self):
        """Memory in bytes."""
        return 200 + self.rows.nbytes + self.steps.nbytes

    def all(self):
        """Return the frequency in each of the rows."""
        return MEANT.take(self.steps)

    def of(self, places):
        """Return the frequency in each of these rows of the snapshot, 0 without a token."""
        if not len(self.rows) or not len(places):
            return np.zeros(len(places), dtype=np.float32)
        last = max(int(self.rows[-1]), int(places.max()))
        if len(places) * SPARSE > last:
            steps = np.zeros(last + 1, dtype=np.uint8)
            steps[self.rows] = self.steps
            return MEANT.take(steps.take(places))
        at = np.minimum(np.searchsorted(self.rows, places), len(self.rows) - 1)
        return np.where(self.rows[at] == places, MEANT[self.steps[at]], np.float32(0))


def frequencies_of(terms, snapshot):
    """Return {term: its Frequencies} of lexemes and Forms, from the cache if possible; the others are read in one statement."""

    def refresh(stale, touched):
        tokens = {key: _tokens(_lexemes_of(key[1])) for key in stale}
        ids = ids_touched(list(chain.from_iterable(tokens.values())), touched)
        return {
            key: _frequencies(_still(kept, snapshot), [ids[token] for token in tokens[key]], snapshot)
            for key, kept in stale.items()
        }

    kept = read_before([("frequencies", term) for term in terms], snapshot, refresh)
    known = {term: frequencies for (_, term), frequencies in kept.items()}
    return known | _read([term for term in dict.fromkeys(terms) if term not in known], snapshot)


def _still(kept, snapshot):
    """Return the steps of all rows from an earlier read, without dead rows."""
    steps = np.zeros(len(snapshot.columns), dtype=np.uint8)
    steps[kept.rows] = kept.steps
    steps[~snapshot.alive] = 0
    return steps


def _read(terms, snapshot):
    """Read all; a report may have several tokens for a prefix, of which the most frequent counts.

    The tokens of its common words are many, and cached; those of the others are few.
    """
    parts = {term: _parts(term, snapshot) for term in terms}
    tokens = {term: _tokens(others) for term, (_, others) in parts.items()}
    ids = ids_matching(list(chain.from_iterable(tokens.values())))
    read = {}
    for term, (common, _) in parts.items():
        steps = np.zeros(len(snapshot.columns), dtype=np.uint8)
        for kept in frequencies_of(common, snapshot).values() if common else ():
            steps[kept.rows] = np.maximum(steps[kept.rows], kept.steps)
        read[term] = _frequencies(steps, [ids[token] for token in tokens[term]], snapshot)
    keep_read({("frequencies", term): one for term, one in read.items()}, snapshot)
    return read


def _lexemes_of(term):
    """Return the lexemes of a term whose tokens count: of Forms those of one word."""
    return term.words if isinstance(term, Forms) else [term]


def _parts(term, snapshot):
    """Return (the common words, the other lexemes) of a term."""
    return ([], term.words) if isinstance(term, Forms) else words_with_prefix(term, snapshot)


def _frequencies(steps, ids_of_steps, snapshot):
    """Return Frequencies from the steps of some rows and the reports with a token of each step, lowest step first."""
    for step, ids in enumerate(ids_of_steps, start=1):
        rows = snapshot.rows_of(ids)
        steps[rows] = np.maximum(steps[rows], step)
    rows = np.flatnonzero(steps).astype(np.int32)
    return Frequencies(rows, steps[rows], snapshot.serial)


def _tokens(lexemes):
    """Return for each step the Scan of the tokens of these lexemes."""
    return [
        Scan(join_or([replace(one, text=f"#{letter}{one.text}") for one in lexemes]), in_tokens=True)
        for letter in LETTERS
        if lexemes
    ]
