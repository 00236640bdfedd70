"""Read one printed date, or the part before the dash in "9-12 August 1998".

Only what is printed is read: a missing part stays missing, and an ambiguous date is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from archive.dates.edtf import DateError, SingleDate, parse_single, quote
from archive.dates.vocabulary import MONTH_NUMBERS, MONTHS, SEASON_NUMBERS, WINTER

NUMERIC = re.compile(r"([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{1,4})")
MONTH_AND_YEAR = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})")
YEAR_AND_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
JOINED = re.compile(r"([0-9]{1,4})[-/.]([^\W\d_]{3,12})\.?[-/.]('?[0-9]{1,4})")  # 09-Aug-1998
MONTH_JOINED = re.compile(r"([^\W\d_]{3,12})\.?[-/]([0-9]{4})")  # Aug-1998
HUNDRED = re.compile(r"(?:the )?([0-9]{2}00)'?s")
WINTERS = "|".join(word for word, number in SEASON_NUMBERS.items() if number == WINTER)
WINTER_YEARS = re.compile(
    rf"(?:the )?(?:{WINTERS}) (?:(?:of|de|del) )?([0-9]{{4}}) ?[-/] ?([0-9]{{2}}|[0-9]{{4}})"
)
WINTER_YEAR = re.compile(rf"(?:the )?(?:{WINTERS}) (?:(?:of|de|del) )?([0-9]{{4}})")
TOKEN = re.compile(r"[0-9]{4}'?s\b|[0-9]+(?:st|nd|rd|th)\b|'[0-9]{2}\b|[0-9]+|[^\W\d_]+(?:_[^\W\d_]+)?|\S")
# "1er mai", "9. August", "9 de agosto de 1998", "13 ноября 2001 г."
UNSAID = frozenset(
    (
        "of",
        "the",
        "in",
        ",",
        ".",
        "de",
        "del",
        "du",
        "le",
        "den",
        "am",
        "er",
        "º",
        "o",
        "el",
        "di",
        "г",
        "года",
        "год",
        "р",
        "року",
    )
    + ("،", "من", "م", "سال", "میلادی", "میلادیه", "ء")
)
ABOUT = re.compile(r"(?:circa|around|about|approximately|approx\.?|roughly) |ca?\.? ?(?=[0-9])|ca?\. ?|ca? ")
PERHAPS = re.compile(r"(?:probably|possibly|perhaps|presumably|maybe) ")
IN_DOUBT = re.compile(r"(?:(?<![ ,(\[])[ ,(\[]+)?(?:\?|\buncertain)[)\]]*$")
PART = re.compile(r"(?:the )?(early|mid|middle|late|beginning|start|end)(?: (?:of|in))?[ -](?:the )?")
KINDS = (
    ("E", re.compile(r"[0-9]{4}'?s")),
    ("Y", re.compile(r"[0-9]{4}")),
    ("D", re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?")),
    ("y", re.compile(r"'[0-9]{2}")),
    ("M", re.compile("|".join(MONTH_NUMBERS))),
    ("S", re.compile("|".join(SEASON_NUMBERS))),
    ("c", re.compile("century|c")),
)
SHORT_YEARS = frozenset(("DMD", "MDD", "DMy", "MDy", "My", "Sy", "SD", "y"))
ORDERS = frozenset(("DMY", "MDY", "YMD", "MY", "YM", "SY", "Y", "E", "Dc", "D", "DM", "MD", "M", "S", "DY"))
SOLAR_YEARS = range(1250, 1451)


@dataclass(frozen=True)
class Point:
    """A date as printed; parts that were not printed are empty or None."""

    year: str = ""  # as EDTF writes it: 1998, 199X or 19XX
    month: int | None = None  # 1 to 12, or a season, 21 to 24
    day: int | None = None
    is_uncertain: bool = False
    is_approximate: bool = False
    notes: tuple[str, ...] = ()

    @property
    def single(self) -> SingleDate:
        """Return the date in EDTF and its days; raise DateError for a day that never existed."""
        numbers = [f"-{number:02}" for number in (self.month, self.day) if number is not None]
        parse_single(
            self.year + "".join(numbers)
        )  # so that a refusal does not quote a mark that was never typed
        return parse_single(self.year + "".join(numbers) + self.mark)

    @property
    def edtf(self) -> str:
        """Write the date in EDTF; raise DateError for a day that never existed."""
        return self.single.text

    @property
    def mark(self) -> str:
        """Return the EDTF sign for uncertain, approximate or both."""
        if self.is_uncertain:
            return "%" if self.is_approximate else "?"
        return "~" if self.is_approximate else ""


def read_point(text: str) -> Point | None:
    """Read one date, in lower case and with single spaces, or return None; raise DateError if it is ambiguous."""
    bare, point = strip_hedges(text)
    read = _numeric(bare) or _winter(bare) or _words(bare)
    if read is None:
        return None
    notes = (*point.notes, *notes_on_calendar(read.year))
    return replace(point, year=read.year, month=read.month, day=read.day, notes=notes)


def strip_hedges(text: str) -> tuple[str, Point]:
    """Strip every "about", "?" and "early" from a text and keep them in a point without a date."""
    point = Point()
    while (found := _strip_hedge(text, point)) is not None:
        text, point = found
    return text, point


def _strip_hedge(text: str, point: Point) -> tuple[str, Point] | None:
    """Strip one "about", "?" or "early" from a date and keep it in the point; None if there is none left."""
    if found := ABOUT.match(text):
        return text[found.end() :], replace(point, is_approximate=True)
    if found := PERHAPS.match(text):
        return text[found.end() :], replace(point, is_uncertain=True)
    if found := IN_DOUBT.search(text):
        return text[: found.start()], replace(point, is_uncertain=True)
    if found := PART.match(text):
        said = gettext(
            "{words} stays in the date as printed only: EDTF has no sign for it, and its days are not known."
        )
        note = said.format(words=quote(found[1]))
        return text[found.end() :], replace(point, notes=(*point.notes, note))
    return None


def notes_on_calendar(year: str) -> tuple[str, ...]:
    """Return a note if a year looks like one of the Solar Hijri calendar."""
    if year.isdecimal() and int(year) in SOLAR_YEARS:
        said = gettext("If {year} is a year of the Solar Hijri calendar, write the Gregorian date instead.")
        return (said.format(year=year),)
    return ()


# In figures


def _numeric(text: str) -> Point | None:
    if found := COMPACT.fullmatch(text):
        return Point(found[1], int(found[2]), int(found[3]))
    if found := YEAR_AND_MONTH.fullmatch(text):
        return Point(found[1], int(found[2]))
    if found := MONTH_AND_YEAR.fullmatch(text):
        return Point(found[2], int(found[1])) if 1 <= int(found[1]) <= 12 else None
    found = NUMERIC.fullmatch(text)
    if not found:
        return None
    if len(found[1]) == 4 and len(found[4]) <= 2:
        return Point(found[1], int(found[3]), int(found[4]))
    if len(found[1]) <= 2 and len(found[4]) == 4:
        return _day_and_month(text, int(found[1]), int(found[3]), found[4])
    if len(found[1]) <= 2 and len(found[4]) == 2:
        raise _short_year(text)
    return None


def _day_and_month(text: str, first: int, second: int, year: str) -> Point:
    if first > 12 or first == second:
        return Point(year, second, first)
    if second > 12:
        return Point(year, first, second)
    if not (first and second):
        said = gettext("{date} has a day or month 0. Write the month alone, as in August {year}.")
        raise DateError(said.format(date=quote(text), year=year))
    said = gettext("{date} can be {one} or {other}. Write the month as a word.")
    one, other = _day_of(first, second, year), _day_of(second, first, year)
    raise DateError(said.format(date=quote(text), one=one, other=other))


def _day_of(day: int, month: int, year: str) -> str:
    return gettext("{day} {month} {year}").format(day=day, month=gettext(MONTHS[month]), year=year)


def dates_meant(text: str) -> tuple[str, ...]:
    """Return the two days that a date in figures can be, or the two winters of a year, or ten years and a hundred; none if it can be only one."""
    if found := WINTER_YEAR.fullmatch(text.lower()):
        return _winters(int(found[1]))
    if found := HUNDRED.fullmatch(text):
        return f"{found[1]}-{int(found[1]) + 9}", f"{found[1]}-{int(found[1]) + 99}"
    found = NUMERIC.fullmatch(text)
    if not found or len(found[4]) != 4:
        return ()
    first, second = int(found[1]), int(found[3])
    if first == second or not (1 <= first <= 12 and 1 <= second <= 12):
        return ()
    return _day_of(first, second, found[4]), _day_of(second, first, found[4])


def _short_year(text: str) -> DateError:
    said = gettext("{date} has a year of two digits, which leaves the century open. Write all four.")
    return DateError(said.format(date=quote(text)))


# In words


def _winter(text: str) -> Point | None:
    """Read "winter 1996-97", which EDTF names after the year it begins in."""
    found = WINTER_YEARS.fullmatch(text)
    if not found:
        return None
    next_year = str(int(found[1]) + 1)
    return Point(found[1], WINTER) if found[2] in (next_year, next_year[-2:]) else None


def _words(text: str) -> Point | None:
    if found := JOINED.fullmatch(text) or MONTH_JOINED.fullmatch(text):
        text = " ".join(found.groups())
    tokens = [token for token in TOKEN.findall(text) if token not in UNSAID]
    order = "".join(map(_kind, tokens))
    said = dict(zip(order, tokens, strict=True))
    day = int(said["D"].rstrip("stndrh")) if "D" in said else None
    if order in SHORT_YEARS or (order in ("MD", "DM") and day and day > 31):
        raise _short_year(text)
    if order not in ORDERS:
        return None
    if order == "E":
        return _decade(said["E"])
    if order == "Dc":
        return Point(f"{day - 1:02}XX") if day else None
    if order == "SY" and int(said["Y"]) in SOLAR_YEARS and not said["S"].isascii():
        return None  # a season of the Solar Hijri calendar
    if order == "SY" and SEASON_NUMBERS[said["S"]] == WINTER:
        raise _split_winter(text, int(said["Y"]))
    month = MONTH_NUMBERS.get(said.get("M", "")) or SEASON_NUMBERS.get(said.get("S", ""))
    return Point(said.get("Y", ""), month, day)


def _kind(token: str) -> str:
    return next((kind for kind, pattern in KINDS if pattern.fullmatch(token)), "-")


def _decade(token: str) -> Point:
    year = token[:4]
    if year[3] != "0":
        said = gettext("{date} is not a decade. Write {decade}s for it, or {year} for the year.")
        raise DateError(said.format(date=quote(token), decade=f"{year[:3]}0", year=year))
    if year[2] == "0":
        said = gettext(
            "{date} can be ten years or a hundred. Write {decade} for {first} to {last}, or {century} for the century."
        )
        raise DateError(
            said.format(
                date=quote(token),
                decade=f"{year[:3]}X",
                first=year,
                last=int(year) + 9,
                century=f"{year[:2]}XX",
            )
        )
    return Point(f"{year[:3]}X")


def _winters(year: int) -> tuple[str, str]:
    """Return the winters in which a year begins and ends, in words."""
    before, after = (
        gettext("winter {years}").format(years=f"{first}-{(first + 1) % 100:02}")
        for first in (year - 1, year)
    )
    return before, after


def _split_winter(text: str, year: int) -> DateError:
    before, after = _winters(year)
    said = gettext("{date} can be {one} or {other}. Write it with both years.")
    return DateError(said.format(date=quote(text), one=before, other=after))
