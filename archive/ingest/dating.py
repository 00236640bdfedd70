"""Date a report: keep what was printed, and derive EDTF only where it can be read with certainty. Nothing is guessed.

A date written by a program (ISO 8601) was never printed, so `printed` holds only what appeared with the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from archive.dates import DateError, is_machine_form, parse_edtf, read_printed
from archive.ingest.page_dates import PageDate, day_in_address, iso_day
from archive.ingest.placeholders import FUTURE, PLACEHOLDER, why_no_date
from archive.ingest.raw import RawArticle
from archive.ingest.readers.fields import RecordError

BASES = ("stated", "inferred")
TWO_READINGS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
# Languages in which figures are never written with the month first.
DAY_FIRST = frozenset(
    (
        "ar",
        "cs",
        "da",
        "de",
        "el",
        "es",
        "fi",
        "fr",
        "it",
        "nl",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sv",
        "tr",
        "uk",
    )
)
A_DAY = timedelta(days=1)
# How spreadsheets number days, since 1900 by the count of those that take that year for a leap year; earlier than 1954 may be anything.
DAY_NUMBER = re.compile(r"([2-6]\d{4})(?:\.\d{1,12})?")
FIRST_DAY_NUMBERED = date(1899, 12, 30)
# The web has no reports older than this: with two digits, the century is open if they can mean a later year.
THIS_CENTURY = 2000


@dataclass(frozen=True)
class Dating:
    """The three date columns of a report, and what a curator should know about them."""

    printed: str = ""
    edtf: str = ""
    basis: str = ""
    notice: str = ""


@dataclass(frozen=True)
class Beside:
    """What may tell the readings of a printed day apart: the day in the dateline, usually without a year, and the language."""

    dateline: str = ""
    language: str = ""


def date_of(
    raw: RawArticle,
    *,
    found: str = "",
    doubt: str = "",
    page: PageDate | None = None,
    dateline: str = "",
    address: str = "",
    language: str = "",
) -> Dating:
    """Return the date of a record: as given, else as its page states it, else as printed with the text.

    Args:
        raw: the record.
        found: a date in the text, above it or in its dateline.
        doubt: why that may not be the day of publication.
        page: the dates that the page states.
        dateline: the day in the dateline, usually without a year.
        address: the page's own address; a day in it is an inference, and yields to anything else.
        language: of the text, which may tell 8/9/97 from 9/8/97.

    Raises:
        RecordError: for an unreadable date_edtf or date_basis, which somebody meant to be exact.
    """
    if raw.date_edtf:
        return _given(raw)
    if numbered := _of_day_number(raw):
        return numbered
    raw, dropped = _without_fillers(raw)
    beside = Beside(dateline, language)
    dating = _of_record(raw, beside) if raw.published or raw.date_printed else Dating()
    if not (dating.edtf or dating.printed):
        dropped = "; ".join(filter(None, [dropped, dating.notice]))
        dating = _doubted(_printed(found, "", beside), doubt) if found else Dating()
        if page is not None and page.edtf:
            dating = _with_print(page, dating)
        elif not (dating.edtf or dating.printed) and (day := day_in_address(address)):
            dating = Dating("", day, "inferred", f"its date {day} was inferred from its address: check it")
    return replace(dating, notice="; ".join(filter(None, [dropped, dating.notice])))


def _of_day_number(raw: RawArticle) -> Dating | None:
    """Return the day that a spreadsheet has written as its number, if a record gives one."""
    text = (raw.published or raw.date_printed).strip()
    found = DAY_NUMBER.fullmatch(text)
    if found is None:
        return None
    day = (FIRST_DAY_NUMBERED + int(found[1]) * A_DAY).isoformat()
    if why_no_date(day, day):
        return None
    return Dating(
        "",
        day,
        "inferred",
        f"its date “{text}” was taken for the number of a day in a spreadsheet, {day}: check it",
    )


def _without_fillers(raw: RawArticle) -> tuple[RawArticle, str]:
    """Drop values given as a date that are not one, and say so."""
    given = (raw.published, raw.date_printed)
    fillers = [text for text in given if text and why_no_date(text, _read(text)) == PLACEHOLDER]
    published, printed = ("" if text in fillers else text for text in given)
    notices = (f"its date “{text}” {PLACEHOLDER} and was ignored" for text in fillers)
    return replace(raw, published=published, date_printed=printed), "; ".join(notices)


def _given(raw: RawArticle) -> Dating:
    basis = _basis(raw)
    try:
        parse_edtf(raw.date_edtf)
    except DateError as error:
        raise RecordError(f"date_edtf is “{raw.date_edtf}”, which cannot be read: {error}") from error
    printed = raw.date_printed or ("" if is_machine_form(raw.published) else raw.published)
    if why := why_no_date(raw.date_edtf, raw.date_edtf):
        return Dating(printed, notice=f"its date “{raw.date_edtf}” {why} and was ignored")
    if basis == "stated" and printed and (read := _read(printed)) and not _agree(raw.date_edtf, read):
        doubt = f"its date {raw.date_edtf} is not what was printed, “{printed}”: it was marked as inferred"
        return Dating(printed, raw.date_edtf, "inferred", doubt)
    return Dating(printed, raw.date_edtf, basis)


def _basis(raw: RawArticle) -> str:
    basis = raw.date_basis.strip().lower() or "stated"
    if basis not in BASES:
        raise RecordError(f"date_basis is “{raw.date_basis}”: write stated or inferred, or leave it empty")
    return basis


def _of_record(raw: RawArticle, beside: Beside) -> Dating:
    """Read what a record gives: a day written by a program together with what was printed, or the print alone."""
    basis = _basis(raw)
    if not raw.published:
        return _printed(raw.date_printed, basis, beside)
    dating = _printed(raw.published, basis, beside)
    if not raw.date_printed:
        return dating
    printed = _printed(raw.date_printed, basis, beside)
    if not dating.edtf or (printed.edtf and not _agree(dating.edtf, printed.edtf)):
        doubt = f"its date “{raw.published}” is not what was printed, “{raw.date_printed}”: check it"
        return replace(printed, notice=printed.notice or (doubt if dating.edtf else ""))
    return replace(dating, printed=raw.date_printed)


def _with_print(page: PageDate, printed: Dating) -> Dating:
    """Return the day that a page states, with what it prints where the two agree.

    The printed day is local; a program may give the day in another time zone.
    """
    stated = Dating(page.printed, page.edtf, page.basis)
    if not printed.edtf:
        return stated if page.printed or not printed.printed else _agreeing(stated, printed)
    if _agree(page.edtf, printed.edtf):
        return replace(printed, notice="")
    return replace(
        stated,
        notice=f"its page states {page.edtf} and prints “{printed.printed or printed.edtf}”: check its date",
    )


def _agreeing(stated: Dating, printed: Dating) -> Dating:
    """Keep an ambiguous print beside the stated day if that is one of its readings."""
    days = {str(day) for day in readings_of(printed.printed)}
    return replace(stated, printed=printed.printed) if stated.edtf in days else stated


def _agree(one: str, other: str) -> bool:
    """Return whether two dates can be the same: they overlap, or are a day apart, as between time zones."""
    first, second = parse_edtf(one), parse_edtf(other)
    if not (first.lower and first.upper and second.lower and second.upper):
        return one == other
    return first.lower <= second.upper + A_DAY and second.lower <= first.upper + A_DAY


def _printed(printed: str, basis: str, beside: Beside) -> Dating:
    basis = basis or "stated"
    # Programs also give the time of day, in one of the forms of ISO 8601.
    if is_machine_form(printed) and (day := iso_day(printed)):
        return _checked(Dating("", day, basis), printed)
    try:
        read = read_printed(printed, language=beside.language)
    except DateError as error:
        return (
            _by_dateline(printed, beside.dateline)
            or _by_language(printed, beside.language)
            or Dating(printed, notice=f"its date “{printed}” was kept as printed and left undated: {error}")
        )
    notice = f"its date “{printed}” was read as {read.edtf}: {read.note}" if read.note else ""
    return _checked(Dating(printed, read.edtf, basis if read.is_certain else "inferred", notice), printed)


def _checked(dating: Dating, given: str) -> Dating:
    why = why_no_date(given, dating.edtf)
    if not why:
        return dating
    kept = dating.printed if why == FUTURE else ""
    return Dating(kept, notice=f"its date “{given}” {why} and was ignored")


def _by_dateline(printed: str, dateline: str) -> Dating | None:
    """Resolve an ambiguous day by the dateline, if that names one of its readings: "8/9/97" and "Aug. 9"."""
    days = [
        day
        for day in readings_of(printed)
        if dateline and _read(f"{dateline.rstrip('.')} {day.year}") == str(day)
    ]
    if len(days) != 1:
        return None
    notice = f"its date “{printed}” was read as {days[0]} by its dateline, “{dateline}”"
    return Dating(printed, str(days[0]), "inferred", notice)


def _by_language(printed: str, language: str) -> Dating | None:
    """Resolve an ambiguous day by the language of the text: outside English the day comes before the month."""
    found = TWO_READINGS.fullmatch(printed.strip())
    if not found or language not in DAY_FIRST or len(found[3]) != 4:
        return None
    try:
        day = date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
    notice = f"its date “{printed}” was read as {day}, with the day first, as it is written in its language"
    return _checked(Dating(printed, str(day), "inferred", notice), printed)


def _doubted(dating: Dating, doubt: str) -> Dating:
    """Mark a date as inferred if something else may have been dated, and say why."""
    if not doubt or not dating.edtf:
        return dating
    notice = f"its date “{dating.printed}” was taken for that of publication, but {doubt}: check it"
    return replace(dating, basis="inferred", notice="; ".join(filter(None, [dating.notice, notice])))


def readings_of(printed: str, *, today: date | None = None) -> list[date]:
    """Return the days that figures such as "8/9/97" can mean; none if two digits leave the century open."""
    found = TWO_READINGS.fullmatch(printed.strip())
    if not found:
        return []
    first, second, year = (int(part) for part in found.groups())
    if len(found[3]) == 2:
        if THIS_CENTURY + year <= (today or date.today()).year:
            return []
        year += THIS_CENTURY - 100
    days = []
    for month, day in ((first, second), (second, first)):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return list(dict.fromkeys(days))


def _read(text: str) -> str:
    if is_machine_form(text):
        return iso_day(text)
    try:
        return read_printed(text).edtf
    except DateError:
        return ""
