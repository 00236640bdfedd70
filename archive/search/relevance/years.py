"""A year among the words of a query: a report of that year has it, whether or not its text says so; one of the year beside it, a little."""

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


def reports_of_year(reports, total, dated):
    """Return how many of `total` reports have a year, for its rarity: `reports` contain the word, `dated` is the mask of those in it."""
    return max(reports, total // ONE_IN) if np.any(dated) else reports
