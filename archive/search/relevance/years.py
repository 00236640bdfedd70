"""The dates of a query in the order of reports: a report dated then has them, whether or not its text says so.

One of the year beside a year has a little of that, and one whose date may be many days, among which those asked for are few, as little as they are.
"""

from __future__ import annotations

import re

import numpy as np

YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
# Reports whose date spans more than this many years do not count as reports of each of them.
MAX_YEARS = 2
# A year with reports is assumed to be that of one report in this many.
ONE_IN = 20
# The frequency of a year that the date of a report contributes: in that year, and in the one before or after it.
DATED, BESIDE = 2.0, 0.5


def year_of(word):
    """Return the year that a word is, or None."""
    return int(word) if YEAR.fullmatch(word) else None


def dated_in(columns, year):
    """Return the mask of the rows whose date is or may be in a year."""
    first, last = columns.first // 10000, columns.last // 10000
    return (first <= year) & (last >= year) & (columns.first != 0) & (last - first < MAX_YEARS)


def frequency_of(columns, year):
    """Return the frequency of a year that the date of each row contributes."""
    beside = dated_in(columns, year - 1) | dated_in(columns, year + 1)
    return np.where(dated_in(columns, year), np.float32(DATED), np.float32(BESIDE) * beside)


def frequency_in(columns, window):
    """Return the frequency that the date of each row contributes to a Window of days: the part of its days that lie in the window."""
    lower, upper = (_in_days(day) for day in (window.lower, window.upper))
    first, last = _in_days(columns.first), _in_days(columns.last)
    inside = np.maximum(np.minimum(last, upper) - np.maximum(first, lower) + 1, 0)
    share = inside / np.maximum(last - first + 1, 1) * (columns.first != 0)
    return np.float32(DATED) * share.astype(np.float32)


def _in_days(day):
    """Return a day (yyyymmdd) as a number of days, near enough to compare lengths."""
    return day // 10000 * 372 + day // 100 % 100 * 31 + day % 100


def reports_of_year(reports, total, dated):
    """Return how many of `total` reports have a year, for its rarity: `reports` contain the word, `dated` is the mask of those in it."""
    return max(reports, total // ONE_IN) if np.any(dated) else reports
