"""Read the numbers and dates of data sets, as programs write them: 615.0, 1998-08-09 00:00:00.000, 9 August 1998."""

from __future__ import annotations

import re
from datetime import date

from archive.dates import DateError, read_printed
from archive.dates.edtf import LAST_YEAR, quote

MAX_COUNT = 2_147_483_647
WHOLE = re.compile(r"([+-]?\d{1,12})(?:\.0*)?|([+-]?\d{1,3}(?:,\d{3})+)")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d.*)?")
IN_FIGURES = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[T ]\d.*)?")
ORDERS = ("dmy", "mdy")


class CellError(ValueError):
    """Raised for a cell that cannot be read; the message says what is wrong with it and what to do."""


def whole_number(text: str, name: str, *, least: int | None = 0, most: int = MAX_COUNT) -> int | None:
    """Read a whole number, such as 615, 615.0 or 1,200; None for an empty cell.

    Raises:
        CellError: for anything else, and for numbers outside the bounds.
    """
    if not text.strip():
        return None
    found = WHOLE.fullmatch(text.strip())
    if not found:
        raise CellError(f"{name} is {quote(text)}, which is not a whole number: correct it")
    number = int((found[1] or found[2]).replace(",", ""))
    if (least is not None and number < least) or number > most:
        raise CellError(f"{name} is {number:,}, which cannot be: correct it")
    return number


def coordinate(text: str, name: str, *, most: int) -> float | None:
    """Read a latitude or longitude in degrees; None for an empty cell.

    Raises:
        CellError: for anything that is not a number of degrees from -`most` to `most`.
    """
    if not text.strip():
        return None
    try:
        degrees = float(text)
    except ValueError:
        degrees = float("nan")
    if not abs(degrees) <= most:
        raise CellError(f"{name} is {quote(text)}, which is not a number from -{most} to {most}: correct it")
    return degrees


def identifier(text: str) -> str:
    """Return the number of a row without the decimals that spreadsheets add: 615 for 615.0."""
    text = text.strip()
    found = WHOLE.fullmatch(text)
    return found[1] if found and found[1] else text


def day(text: str, name: str, *, order: str = "") -> date | None:
    """Read a day; None for an empty cell.

    Args:
        order: "dmy" or "mdy", how days in figures are written; without it, 03/04/1998 is refused, as it can be read in two ways.

    Raises:
        CellError: for anything that is not one day.
    """
    text = text.strip()
    if not text:
        return None
    if found := ISO_DAY.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3]), text, name)
    if found := IN_FIGURES.fullmatch(text):
        return _in_figures(found, text, name, order)
    try:
        return date.fromisoformat(read_printed(text.replace("-", " ")).edtf)
    except (DateError, ValueError) as error:
        raise CellError(f"{name} is {quote(text)}, which is not a day: write it as 1998-08-09") from error


def _in_figures(found: re.Match[str], text: str, name: str, order: str) -> date:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if not order:
        if first != second and first <= 12 and second <= 12:
            raise CellError(
                f"{name} is {quote(text)}, which can be read in two ways: say which with --date-order dmy or mdy"
            )
        order = "dmy" if first > 12 else "mdy"
    number, month = (first, second) if order == "dmy" else (second, first)
    return _made(year, month, number, text, name)


def _made(year: int, month: int, number: int, text: str, name: str) -> date:
    try:
        found = date(year, month, number)
    except ValueError as error:
        raise CellError(f"{name} is {quote(text)}, a day that does not exist: correct it") from error
    if found.year > LAST_YEAR:
        raise CellError(f"{name} is {quote(text)}, which cannot be: correct it")
    return found
