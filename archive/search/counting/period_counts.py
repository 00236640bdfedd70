"""Counts of reports by year, or by another unit of time; a date counts in every period that it touches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from archive.search.counting.units import YEAR
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
        return _count_years(columns, np.flatnonzero(mask), **ways, known=known)
    years = columns.from_settled("years", lambda: _years(columns))
    single = counter.inverted(years.inverted).whole().by_id
    rest = years.rest[mask[years.rest]]
    later = columns.settled + np.flatnonzero(mask[columns.settled :])
    known = [*known, *(np.flatnonzero(single[1:]) + 1).tolist()]
    return added([single, _count_years(columns, np.concatenate([rest, later]), **ways, known=known)])


def count_periods(counter, unit, lower, upper, *, certain):
    """Return (the number of the first period, the counts of the periods from there on) between two days (yyyymmdd).

    Dates without an end on one side count up to these days. If `certain`, dates that may lie in several periods are left out.
    """
    columns = counter.columns
    begin, end = unit.number_of(lower), unit.number_of(upper)
    rows = _overlapping(columns, counter.mask, lower, upper)
    first, last = unit.numbers(columns.first[rows]), unit.numbers(columns.last[rows])
    if certain:
        rows, first, last = (part[first == last] for part in (rows, first, last))
    first, last = np.maximum(first, begin) - begin, np.minimum(last, end) - begin
    counts = np.zeros(end - begin + 1, dtype=np.int64)
    return begin, added([counts, _counted(columns, rows, first, last, grouped=counter.grouped)])


def count_spans(counter, unit, lower, upper):
    """Return [(first day, last day, count)] of the dates between two days that touch several periods, with the reports of each date.

    The commonest dates come first, of equally common ones the longest.
    """
    columns = counter.columns
    rows = _overlapping(columns, counter.mask, lower, upper)
    rows = rows[unit.numbers(columns.first[rows]) != unit.numbers(columns.last[rows])]
    keys = columns.first[rows].astype(np.int64) * 100_000_000 + columns.last[rows]
    dates, places = np.unique(keys, return_inverse=True)
    if not len(dates):
        return []
    everything = np.ones(len(columns), dtype=bool)
    counts = Pairs(places.astype(np.int32), rows).counts(everything, columns.stories, grouped=counter.grouped)
    first, last = dates // 100_000_000, dates % 100_000_000
    order = np.lexsort((first, first - last, -counts))
    return [(int(first[one]), int(last[one]), int(counts[one])) for one in order]


def _overlapping(columns, mask, lower, upper):
    """Return the rows of a mask whose dates touch the days from one to another."""
    touching = mask & (columns.first <= upper) & (columns.last >= lower) & (columns.first != 0)
    return np.flatnonzero(touching)


def _years(columns):
    first, last = columns.first[: columns.settled], columns.last[: columns.settled]
    stories = columns.stories[: columns.settled]
    is_spread = first // 10000 != last // 10000
    is_spread |= np.isin(stories, np.setdiff1d(stories[is_spread], [0]))
    rows = np.flatnonzero(~is_spread).astype(np.int32)
    pairs = Pairs(first[rows] // 10000, rows)
    return Years(Inverted.of([pairs], columns.stories, columns.settled), np.flatnonzero(is_spread))


def _count_years(columns, rows, *, grouped, certain, known):
    first, last = columns.first[rows], columns.last[rows]
    undated, dated = rows[first == 0], first != 0
    if certain:
        dated &= YEAR.numbers(first) == YEAR.numbers(last)
    first, last = _bounded(first[dated], last[dated], known)
    zeros = np.zeros(len(undated), dtype=np.int64)
    first, last = np.concatenate([zeros, first]), np.concatenate([zeros, last])
    return added(
        [[0], _counted(columns, np.concatenate([undated, rows[dated]]), first, last, grouped=grouped)]
    )


def _counted(columns, rows, first, last, *, grouped):
    """Return how many of the rows touch each period, each row from its first period to its last: an array indexed by period."""
    several = np.flatnonzero(first != last)
    rows_of_periods, periods = _spun_out(rows[several], first[several], last[several])
    single = np.flatnonzero(first == last)
    ids = np.concatenate([first[single], periods])
    pairs = Pairs(ids.astype(np.int32), np.concatenate([rows[single], rows_of_periods]))
    everything = np.ones(len(columns), dtype=bool)
    return pairs.counts(everything, columns.stories, grouped=grouped)


def _bounded(first, last, known):
    """Return the first and last year of each of these dates, open ends cut off at the years of dates in a single year."""
    own = np.concatenate(
        [first[first > FIRST_DAY] // 10000, last[last < LAST_DAY] // 10000, np.asarray(known, dtype=np.int64)]
    )
    if not len(own):
        return first // 10000, np.full(len(first), -1)
    return np.maximum(first // 10000, int(own.min())), np.minimum(last // 10000, int(own.max()))


def _spun_out(rows, first, last):
    """Return (rows, periods) with an entry for every period from the first to the last of each row."""
    reach = np.maximum(last - first + 1, 0).astype(np.int64)
    starts = np.repeat(np.cumsum(reach) - reach, reach)
    return np.repeat(rows, reach), np.repeat(first, reach) + (np.arange(len(starts)) - starts)
