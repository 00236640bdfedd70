"""Windows of days: what a search from one date to another covers, and whether a date falls in it.

A window, like the bounds of a date, is a first and a last day, both inclusive; None means open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext

from archive.dates.edtf import DateError, parse_edtf, quote, to_range
from archive.dates.printed import read_printed

Bounds = tuple[date | None, date | None]


def window(from_text: str, to_text: str) -> Bounds:
    """Return the days from the start of one date to the end of another, each in EDTF or as printed, or empty.

    Raise DateError for a date that cannot be read, or an end before the start.
    """
    lower = _read(from_text)[0] if from_text.strip() else None
    upper = _read(to_text)[1] if to_text.strip() else None
    if lower and upper and upper < lower:
        said = gettext("{date} lies before {other}: write the earlier date first.")
        raise DateError(said.format(date=quote(to_text), other=quote(from_text)))
    return lower, upper


def as_edtf(text: str) -> str:
    """Return a date in EDTF, given in EDTF or as printed ("20 May 1997"); raise DateError if it cannot be read."""
    try:
        return parse_edtf(text.strip()).text
    except DateError:
        return read_printed(text).edtf


def _read(text: str) -> Bounds:
    return to_range(as_edtf(text))


def overlaps(bounds: Bounds, within: Bounds) -> bool:
    """Return whether a date may fall in a window: some day is in both."""
    (first, last), (start, end) = bounds, within
    return (last is None or start is None or start <= last) and (first is None or end is None or first <= end)


def certainly_within(bounds: Bounds, within: Bounds) -> bool:
    """Return whether every day that a date can be falls in a window."""
    (first, last), (start, end) = bounds, within
    starts_within = start is None or (first is not None and start <= first)
    return starts_within and (end is None or (last is not None and last <= end))


def on_different_days(edtfs: Iterable[str]) -> bool:
    """Return whether any two of these dates, each in EDTF or empty, are certainly different days."""
    bounds = [to_range(edtf) for edtf in edtfs if edtf]
    latest = max((lower for lower, _ in bounds if lower), default=None)
    soonest = min((upper for _, upper in bounds if upper), default=None)
    return bool(latest and soonest and latest > soonest)


def as_number(day: date) -> int:
    """Write a day as the number yyyymmdd, which sorts as days do."""
    return day.year * 10000 + day.month * 100 + day.day


def sort_key(edtf: str) -> tuple[bool, int, int]:
    """Return a key that sorts by first day, then last day; open sides outermost, undated last. Raise DateError."""
    if not edtf:
        return True, 0, 0
    parsed = parse_edtf(edtf)
    return False, as_number(parsed.lower or date.min), as_number(parsed.upper or date.max)
