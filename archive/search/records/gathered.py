"""Counts of facet values among few rows: their values are gathered, sorted and counted at once."""

from __future__ import annotations

import numpy as np

from archive.search.facets import FACETS, ID_MASK, SHIFT
from archive.search.records.distinct import distinct


def gathered_counts(columns, rows, *, grouped):
    """Return {name of a facet: how many of the rows have each value, an array indexed by id}.

    If `grouped`, copies of one story count once.
    """
    copied = rows[:0]
    if grouped:
        is_copied = columns.stories[rows] != 0
        rows, copied = rows[~is_copied], rows[is_copied]
    values = np.concatenate([columns.values_of(rows)[0], _once_a_story(columns, copied)])
    values, counts = distinct(values)
    numbers = [facet.number for facet in FACETS.values()]
    starts, ends = (np.searchsorted(values >> SHIFT, numbers, side=side) for side in ("left", "right"))
    return {
        name: _by_id(values[start:end] & ID_MASK, counts[start:end])
        for name, start, end in zip(FACETS, starts, ends, strict=True)
    }


def _once_a_story(columns, rows):
    """Return the values of the rows, each once for each story."""
    values, lengths = columns.values_of(rows)
    stories = np.repeat(columns.stories[rows], lengths).astype(np.int64)
    return (distinct((stories << 32) | values)[0] & 0xFFFFFFFF).astype(np.int32)


def _by_id(ids, counts):
    by_id = np.zeros(int(ids[-1]) + 1 if len(ids) else 0, dtype=np.int64)
    by_id[ids] = counts
    return by_id
