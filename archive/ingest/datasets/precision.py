"""From the precision codes of data sets to EDTF and to how near an event was to its place.

Sources: UCDP GED Codebook (date_prec, where_prec), ACLED Codebook (time_precision, geo_precision). A range never gets narrower than the
data set says, and never starts or ends on a day that it does not give, save for weeks and months that it names as such.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

UCDP_PRECISIONS: Mapping[int, str] = MappingProxyType(
    {1: "exact", 2: "near", 3: "district", 4: "province", 5: "country", 6: "country", 7: "unknown"}
)
"""Of where_prec: 5 is wider than a province, a line or an island, so that the country is what certainly holds it; 7 is sea or air."""
ACLED_PRECISIONS: Mapping[int, str] = MappingProxyType({1: "exact", 2: "near", 3: "province"})

DAY, FEW_DAYS, WEEK, MONTH, YEAR = range(1, 6)  # UCDP's date_prec


def ucdp_date(first: date, last: date, precision: int | None) -> str:
    """Return the EDTF date of an event between two days, with UCDP's date_prec.

    A window of whole months or years is written as such. A single day with a wider precision stands for what the precision names:
    its week, month or year; with 2 (a few days, not known which) it is marked as approximate.
    """
    if first != last:
        return window(first, last)
    if precision == FEW_DAYS:
        return f"{first}~"
    if precision == WEEK:
        return week_of(first)
    return {MONTH: _month(first), YEAR: f"{first.year:04}"}.get(precision or DAY, str(first))


def acled_date(day: date, precision: int | None) -> str:
    """Return the EDTF date of an event with ACLED's time_precision: 2 is within a week around the day, 3 within its month."""
    if precision == 2:
        return window(_moved(day, -3), _moved(day, 3))
    return _month(day) if precision == 3 else str(day)


def week_of(day: date) -> str:
    """Return the week of a day, Monday to Sunday, in EDTF."""
    monday = _moved(day, -day.weekday())
    return window(monday, _moved(monday, 6))


def window(first: date, last: date) -> str:
    """Return the EDTF date that covers exactly the days from one to another: a day, whole months or years, or an interval."""
    if first == last:
        return str(first)
    ends_month = last.day == monthrange(last.year, last.month)[1]
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return _interval(f"{first.year:04}", f"{last.year:04}")
    if first.day == 1 and ends_month:
        return _interval(_month(first), _month(last))
    return f"{first}/{last}"


def _interval(first: str, last: str) -> str:
    return first if first == last else f"{first}/{last}"


def _month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _moved(day: date, days: int) -> date:
    """Return a day some days away, within the years that the archive can store."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return day
