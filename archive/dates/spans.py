"""Read a span between two printed dates ("9-12 August 1998"), or to one side of one ("before 1985")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext

from archive.dates.edtf import OPEN, DateError, quote
from archive.dates.points import PART, Point, read_point, strip_hedges

Reading = tuple[str, tuple[str, ...]]  # EDTF, and notes on how it was read

EDGE = re.compile(
    r"(?:(?P<before>before|prior to)|(?P<until>until|till|up to|by)|(?P<after>after)|(?P<since>since|from)) "
)
SPAN_WORD = re.compile(r"(?:between|from) ")
CONNECTORS = (re.compile(r" (?:-|to|until|till|through|and|or) "), re.compile(r" ?[-/] ?"))
A_DAY = timedelta(days=1)


def second_year(first: str, digits: str) -> str:
    """Complete the second year of "1996-97" or "1999-00"; empty if the two digits do not give a later year."""
    if int(digits) > int(first) % 100:
        return first[:2] + digits
    follows = str(int(first) + 1)
    return follows if follows[-2:] == digits else ""


def read_edge(text: str) -> Reading | None:
    """Read "before 1985", "until August 1998", "after 1992" or "since 1985" as an interval with one open side."""
    found = EDGE.match(text)
    if not found or not (point := read_point(text[found.end() :])) or not point.year:
        return None
    edge, single = found.lastgroup or "", point.single
    if PART.match(text[found.end() :]):  # before the end of 1996 is in it too, after its beginning likewise
        edge = {"before": "until", "after": "since"}.get(edge, edge)
    if edge == "before":
        if single.lower == date.min:
            said = gettext("{date} lies before the year 0001, where the archive’s dates begin.")
            raise DateError(said.format(date=quote(text)))
        return f"{OPEN}/{_as_exact(single.lower - A_DAY, point)}", point.notes
    if edge == "after":
        return f"{_as_exact(single.upper + A_DAY, point)}/{OPEN}", point.notes
    start, end = _without_masks(point, point)
    return (f"{start.edtf}/{OPEN}" if edge == "since" else f"{OPEN}/{end.edtf}"), point.notes


def _as_exact(day: date, point: Point) -> str:
    """Write a day with the point's own precision: as a day, a month or a year."""
    parts = 3 if point.day else 2 if point.month else 1
    return "-".join(day.isoformat().split("-")[:parts]) + point.mark


def read_span(text: str) -> Reading | None:
    """Read two dates with a dash, a slash or a word between them; the first takes its missing parts from the second."""
    hedged, refused = Point(), None
    if not SPAN_WORD.match(text):
        text, hedged = strip_hedges(text)
    for before, after in _splits(SPAN_WORD.sub("", text, count=1)):
        try:
            if ends := _completed(read_point(before), read_point(after)):
                return _as_interval(*ends, hedged)
        except DateError as error:
            refused = refused or error  # a later dash may separate the dates: winter 1996-97-spring 1998
    if refused:
        raise refused
    return None


def _as_interval(start: Point, end: Point, hedged: Point) -> Reading:
    start, end = (_hedge(point, hedged) for point in _without_masks(start, end))
    span = start.edtf if start.edtf == end.edtf else f"{start.edtf}/{end.edtf}"
    return span, (*hedged.notes, *start.notes, *end.notes)


def _splits(text: str) -> Iterator[tuple[str, str]]:
    for connector in CONNECTORS:
        for found in connector.finditer(text):
            yield text[: found.start()], text[found.end() :]


def _completed(start: Point | None, end: Point | None) -> tuple[Point, Point] | None:
    """Fill in what one date of a span leaves to the other; None if that does not make two dates."""
    if not start or not end:
        return None
    if not end.year and start.year.isdecimal() and not start.month:
        end = _as_second_year(start, end)
    if end.day and not end.month and start.day:
        end = replace(end, month=start.month)  # August 9-12, 1998
    if start.day and not start.month and end.day:
        start = replace(start, month=end.month)  # 9-12 August 1998
    start = replace(start, year=start.year or end.year)
    is_complete = end.year and all(point.month or not point.day for point in (start, end))
    return (start, end) if is_complete else None


def _as_second_year(start: Point, end: Point) -> Point:
    """Take the number after "1996 to" for a year."""
    if end.month or not end.day or end.day < 10:
        return end
    return replace(end, year=second_year(start.year, str(end.day)), day=None)


def _without_masks(start: Point, end: Point) -> tuple[Point, Point]:
    """Write decades and centuries by their first and last years, as an interval may not contain X."""
    return replace(start, year=start.year.replace("X", "0")), replace(end, year=end.year.replace("X", "9"))


def _hedge(point: Point, hedged: Point) -> Point:
    return replace(
        point,
        is_uncertain=point.is_uncertain or hedged.is_uncertain,
        is_approximate=point.is_approximate or hedged.is_approximate,
    )
