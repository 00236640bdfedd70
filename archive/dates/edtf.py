"""Parse EDTF (ISO 8601-2, levels 0 and 1) into the days that a date covers.

Supported: a day, month or year; a season (2001-21 spring, 22 summer, 23 autumn, 24 winter); unknown digits (199X, 19XX,
1998-XX, 1998-08-XX, 1998-XX-XX); ? uncertain, ~ approximate or % both, at the end of a date; an interval of two dates, one
of which may be .. (open) or missing (unknown). Not supported: times of day, negative years and those after a letter Y,
level 2, and X inside an interval, which belongs to level 2.

Bounds are strict: ~ and ? do not widen them. Seasons are those of the northern hemisphere in whole months, and the winter
of 1996 (1996-24) runs from December 1996 to February 1997. Years run from 0001 to 9998: Python has no year 0000, and a range
in the database could not end on the day after 9999-12-31.

The function archive_edtf_range in archive/sql/edtf.sql follows the same rules; a test compares the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext, gettext_noop

from archive.dates.vocabulary import MONTHS

FIRST_YEAR, LAST_YEAR = 1, 9998
SEASON_STARTS = {21: 3, 22: 6, 23: 9, 24: 12}  # season -> the first of its three months
OPEN = ".."
DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?P<mark>[?~%])?"
)
EXAMPLES = gettext_noop(
    "Write a date such as 1998-08-09, 1998-08, 1998, 1998~ (about), 1998? (uncertain) or 1997-05/1998-08 (between)"
)
# Common mistakes in writing EDTF -> what to write instead.
HINTS = tuple(
    (re.compile(rf"\A(?:{pattern})"), hint)
    for pattern, hint in (
        (r"\s|.*\s", gettext_noop("EDTF has no spaces: write 1998-08-09")),
        (r".*[0-9]T[0-9]", gettext_noop("Leave out the time of day: write 1998-08-09")),
        (
            r"Y|-[0-9]|[0-9]{5,7}(?![0-9])|[0-9]{9}",
            gettext_noop("Years have four digits and run from 0001 to 9998"),
        ),
        (r"[0-9]{8}", gettext_noop("Write the date with hyphens: 1998-08-09")),
        (r".*[xuU]", gettext_noop("Write unknown digits as X, a capital letter: 199X, 1998-XX")),
        (r".*[?~%]{2}", gettext_noop("Write % for a date that is both uncertain and approximate: 1998%")),
        (
            r"[\[{]|.*,",
            gettext_noop(
                "Sets belong to EDTF level 2: write the interval from the first to the last, 1997/1999"
            ),
        ),
        (r"[0-9]{4}-XX-[0-9]", gettext_noop("A day without its month cannot be stored: write 1998-XX")),
        (
            r"[0-9]{3}X-|[0-9]{2}XX-",
            gettext_noop("A month needs a year of four digits: write 1998-08, or 199X alone"),
        ),
        (
            r"[0-9]XXX|XXXX",
            gettext_noop("A millennium is too wide: write 19XX, 199X, or leave the date empty"),
        ),
        (
            r"[0-9]+-[0-9]{2}-[0-9](?![0-9])|[0-9]+-[0-9](?![0-9])",
            gettext_noop("Months and days have two digits: write 1998-08-09"),
        ),
        (r"[^/]*[?~%][^/]", gettext_noop("Put ?, ~ or % at the end of the date: 1998-08-09?")),
        (
            r"(?i:open|unknown)",
            gettext_noop("Write .. for an open side of an interval, and nothing for an unknown one"),
        ),
    )
)


class DateError(ValueError):
    """Raised for a text that cannot be read as a date; the message says what to write instead."""


@dataclass(frozen=True)
class EdtfDate:
    """A date with the precision known: the first and last day it can be, None for an open or unknown side."""

    text: str
    lower: date | None
    upper: date | None
    open_start: bool
    open_end: bool
    precision: str  # day, month, season, year, decade, century or interval
    uncertain: bool
    approximate: bool


@dataclass(frozen=True)
class SingleDate(EdtfDate):
    """A date other than an interval, so that both its bounds are known."""

    lower: date
    upper: date


@lru_cache(maxsize=4096)
def parse_edtf(text: str) -> EdtfDate:
    """Parse a date in EDTF level 0 or 1, or raise DateError with what to write instead."""
    return _interval(text) if "/" in text else parse_single(text)


def parse_single(text: str, *, within: str = "") -> SingleDate:
    """Parse a date other than an interval, or raise DateError, quoting the interval that contains it."""
    whole = within or text
    found = DATE.fullmatch(text)
    if not found:
        raise DateError(_hint(text, whole))
    lower, upper, precision = _days(found, whole)
    mark = found["mark"] or ""
    return SingleDate(
        text,
        lower,
        upper,
        open_start=False,
        open_end=False,
        precision=precision,
        uncertain=mark in ("?", "%"),
        approximate=mark in ("~", "%"),
    )


def to_range(text: str) -> tuple[date | None, date | None]:
    """Return the first and last day that an EDTF date can be, None for an open side; raise DateError."""
    parsed = parse_edtf(text)
    return parsed.lower, parsed.upper


def sides(text: str) -> tuple[str, str]:
    """Return the two sides of an interval; '..' or nothing for an open or unknown side."""
    start, _, end = text.partition("/")
    return start, end


def _interval(text: str) -> EdtfDate:
    if text.count("/") > 1:
        raise DateError(
            gettext(
                "{date} has more than one slash: an interval has two dates, as in 1997-05/1998-08."
            ).format(date=quote(text))
        )
    start, end = (None if side in ("", OPEN) else parse_single(side, within=text) for side in sides(text))
    if start is None and end is None:
        said = gettext("{date} is open on both sides and says nothing: leave the date empty.")
        raise DateError(said.format(date=quote(text)))
    known = [side for side in (start, end) if side]
    if any("X" in side.text for side in known):
        said = gettext(
            "{date} has X in an interval: write its first and last year or month, as in 1990/1999."
        )
        raise DateError(said.format(date=quote(text)))
    lower, upper = start.lower if start else None, end.upper if end else None
    if lower and upper and upper < lower:
        said = gettext("{date} ends before it begins: write the earlier date first.")
        raise DateError(said.format(date=quote(text)))
    return EdtfDate(
        text,
        lower,
        upper,
        open_start=start is None,
        open_end=end is None,
        precision="interval",
        uncertain=any(side.uncertain for side in known),
        approximate=any(side.approximate for side in known),
    )


def _days(found: re.Match[str], whole: str) -> tuple[date, date, str]:
    year, month, day = found["year"], found["month"], found["day"]
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if first < FIRST_YEAR or last > LAST_YEAR:
        said = gettext(
            "{date} lies outside the years 0001 to 9998; write .. for an open side of an interval."
        )
        raise DateError(said.format(date=quote(whole)))
    if ("X" in year and month) or (month == "XX" and day not in (None, "XX")):
        raise DateError(_hint(found[0], whole))
    if month in (None, "XX"):
        return date(first, 1, 1), date(last, 12, 31), {0: "year", 1: "decade", 2: "century"}[year.count("X")]
    return _days_in_year(first, int(month), day, whole)


def _days_in_year(year: int, month: int, day: str | None, whole: str) -> tuple[date, date, str]:
    if month in SEASON_STARTS and day is None:
        start = SEASON_STARTS[month]
        return date(year, start, 1), last_of_month(year + (start + 2) // 13, (start + 1) % 12 + 1), "season"
    if not 1 <= month <= 12:
        said = gettext(
            "{date} has no month {month}: months run from 01 to 12, seasons from 21 (spring) to 24 (winter)."
        )
        if day:
            said = gettext(
                "{date} has no month {month}: months run from 01 to 12, seasons from 21 (spring) to 24 (winter), without a day."
            )
        raise DateError(said.format(date=quote(whole), month=f"{month:02}"))
    last = last_of_month(year, month)
    if day in (None, "XX"):
        return date(year, month, 1), last, "month"
    if not 1 <= int(day) <= last.day:
        said = gettext("{date} is not a day: {month} {year} has days 01 to {last}.")
        raise DateError(
            said.format(date=quote(whole), month=gettext(MONTHS[month]), year=year, last=last.day)
        )
    return (exact := date(year, month, int(day))), exact, "day"


def last_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _hint(text: str, whole: str) -> str:
    said = gettext("{date} is not a date in EDTF.") if whole else gettext("There is no date.")
    hint = next((hint for pattern, hint in HINTS if pattern.match(text)), EXAMPLES)
    return f"{said.format(date=quote(whole))} {gettext(hint)}."


def quote(text: str) -> str:
    """Quote what was written, shortened if long."""
    return gettext("“{words}”").format(words=text if len(text) <= 60 else text[:59] + "…")
