"""Units of time in which reports are counted: decades, years, months and days, as numbers that follow each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np

from archive import dates
from archive.dates.edtf import FIRST_YEAR, LAST_YEAR
from archive.search.records.columns import FIRST_DAY, LAST_DAY

DAYS_BEFORE_1970 = date(1970, 1, 1).toordinal()
LOWEST, HIGHEST = FIRST_YEAR * 10000 + 101, LAST_YEAR * 10000 + 1231  # days that EDTF can write


@dataclass(frozen=True, eq=False)
class Unit:
    """A unit of time: `numbers` gives for days (yyyymmdd, an array) the number of the period that each lies in, `edtf` writes a period."""

    name: str
    numbers: Callable[[np.ndarray], np.ndarray]
    edtf: Callable[[int], str]

    def number_of(self, day: int) -> int:
        """Return the number of the period of one day (yyyymmdd)."""
        return int(self.numbers(np.array([day]))[0])

    def is_number(self, number: int) -> bool:
        """Return whether this is the number of a period that EDTF can write."""
        return self.number_of(LOWEST) <= number <= self.number_of(HIGHEST)


def _days(days):
    months = (days // 10000 - 1970) * 12 + days // 100 % 100 - 1
    firsts = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return firsts + days % 100 - 1 + DAYS_BEFORE_1970


DECADE = Unit("decade", lambda days: days // 100000, lambda number: f"{number:03}X")
YEAR = Unit("year", lambda days: days // 10000, lambda number: f"{number:04}")
MONTH = Unit(
    "month",
    lambda days: days // 10000 * 12 + days // 100 % 100 - 1,
    lambda number: f"{number // 12:04}-{number % 12 + 1:02}",
)
DAY = Unit("day", _days, lambda number: date.fromordinal(number).isoformat())
UNITS: Mapping[str, Unit] = MappingProxyType({unit.name: unit for unit in (DECADE, YEAR, MONTH, DAY)})
"""The units by name, the longest first."""


def days_of_period(edtf: str) -> tuple[int, int]:
    """Return the first and last day (yyyymmdd) of a date in EDTF, the first and last of all for an open side."""
    lower, upper = dates.to_range(edtf)
    return (dates.as_number(lower) if lower else FIRST_DAY), (dates.as_number(upper) if upper else LAST_DAY)


def edtf_of_days(first: int, last: int) -> str:
    """Write the days (yyyymmdd) from one to another in EDTF, as short as may be: 1997, 1996-09/1996-11, ../1998-08-09."""
    if first <= FIRST_DAY or last >= LAST_DAY:
        sides = (".." if first <= FIRST_DAY else _iso(first)), (".." if last >= LAST_DAY else _iso(last))
        return "" if sides == ("..", "..") else "/".join(sides)
    for unit in UNITS.values():
        begin, end = unit.number_of(first), unit.number_of(last)
        one, other = unit.edtf(begin), unit.edtf(end)
        if days_of_period(one)[0] == first and days_of_period(other)[1] == last:
            if begin == end:
                return one
            if unit is not DECADE:  # X does not belong in an interval
                return f"{one}/{other}"
    raise ValueError(f"{first} to {last} are not days")


def _iso(day: int) -> str:
    return f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}"
