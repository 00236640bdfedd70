"""How many of some rows have each value of the facets: their values are gathered, put in order, and counted at once."""

from __future__ import annotations

import numpy as np

from archive.search.records.columns import FACET_NUMBERS, ID_MASK, SHIFT
from archive.search.records.distinct import distinct


def gathered_counts(columns, rows, *, grouped):
    """Return {name of a facet: how many of the rows have each value, an array indexed by id}.

    Where `grouped`, copies of one story count once.
    """
    copied = rows[:0]
    if grouped:
        is_copied = columns.stories[rows] != 0
        rows, copied = rows[~is_copied], rows[is_copied]
    values = np.concatenate([columns.values_of(rows)[0], _once_a_story(columns, copied)])
    values, counts = distinct(values)
    borders = np.searchsorted(values >> SHIFT, [*FACET_NUMBERS.values(), max(FACET_NUMBERS.values()) + 1])
    return {
        name: _by_id(values[start:end] & ID_MASK, counts[start:end])
        for name, start, end in zip(FACET_NUMBERS, borders[:-1], borders[1:], strict=True)
    }


def _once_a_story(columns, rows):
    """Return the values of the rows, each once for a story."""
    values, lengths = columns.values_of(rows)
    stories = np.repeat(columns.stories[rows], lengths).astype(np.int64)
    return (distinct((stories << 32) | values)[0] & 0xFFFFFFFF).astype(np.int32)


def _by_id(ids, counts):
    by_id = np.zeros(int(ids[-1]) + 1 if len(ids) else 0, dtype=np.int64)
    by_id[ids] = counts
    return by_id
