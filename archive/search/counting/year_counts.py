"""Counts of reports by year; a date counts in every year that it touches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from archive.search.records.arrays import added
from archive.search.records.columns import FIRST_DAY, LAST_DAY
from archive.search.records.inverted import Inverted
from archive.search.records.pairs import Pairs


@dataclass(frozen=True, eq=False)
class Years:
    """The settled rows by year: those within a single year, and the `rest`, with stories kept whole.

    Undated rows have the year 0.
    """

    inverted: Inverted
    rest: np.ndarray


def count_years(counter, *, certain, known=()):
    """Return the count of each year among the rows of a Counter: an array indexed by year; 0 means undated.

    Open dates do not extend beyond the first and last year of reports dated in a single year, or that are `known`. If `certain`,
    dates that may lie in several years are left out.
    """
    columns, mask = counter.columns, counter.mask
    ways = {"grouped": counter.grouped, "certain": certain}
    if not counter.is_wide:
        return _count(columns, np.flatnonzero(mask), **ways, known=known)
    years = columns.from_settled("years", lambda: _years(columns))
    single = counter.inverted(years.inverted).whole().by_id
    rest = years.rest[mask[years.rest]]
    later = columns.settled + np.flatnonzero(mask[columns.settled :])
    known = [*known, *(np.flatnonzero(single[1:]) + 1).tolist()]
    return added([single, _count(columns, np.concatenate([rest, later]), **ways, known=known)])


def _years(columns):
    first, last = columns.first[: columns.settled], columns.last[: columns.settled]
    stories = columns.stories[: columns.settled]
    is_spread = first // 10000 != last // 10000
    is_spread |= np.isin(stories, np.setdiff1d(stories[is_spread], [0]))
    rows = np.flatnonzero(~is_spread).astype(np.int32)
    pairs = Pairs(first[rows] // 10000, rows)
    return Years(Inverted.of([pairs], columns.stories, columns.settled), np.flatnonzero(is_spread))


def _count(columns, rows, *, grouped, certain, known):
    first, last = columns.first[rows], columns.last[rows]
    undated, dated = rows[first == 0], first != 0
    if certain:
        dated &= first // 10000 == last // 10000
    first, last = _bounded(first[dated], last[dated], known)
    rows = rows[dated]
    several = np.flatnonzero(first != last)
    rows_of_years, years = _spun_out(rows[several], first[several], last[several])
    single = np.flatnonzero(first == last)
    ids = np.concatenate([np.zeros(len(undated), dtype=np.int64), first[single], years])
    pairs = Pairs(ids.astype(np.int32), np.concatenate([undated, rows[single], rows_of_years]))
    everything = np.ones(len(columns), dtype=bool)
    return added([[0], pairs.counts(everything, columns.stories, grouped=grouped)])


def _bounded(first, last, known):
    """Return the first and last year of each of these dates, open ends cut off at the years of dates in a single year."""
    own = np.concatenate(
        [first[first > FIRST_DAY] // 10000, last[last < LAST_DAY] // 10000, np.asarray(known, dtype=np.int64)]
    )
    if not len(own):
        return first // 10000, np.full(len(first), -1)
    return np.maximum(first // 10000, int(own.min())), np.minimum(last // 10000, int(own.max()))


def _spun_out(rows, first, last):
    """Return (rows, years) with an entry for every year from the first to the last of each row."""
    reach = np.maximum(last - first + 1, 0).astype(np.int64)
    starts = np.repeat(np.cumsum(reach) - reach, reach)
    return np.repeat(rows, reach), np.repeat(first, reach) + (np.arange(len(starts)) - starts)
