"""The date of a report: what was printed, and EDTF only where that can be read for certain. Nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass

from archive.dates import DateError, parse_edtf, read_printed
from archive.ingest.page_dates import PageDate, iso_day
from archive.ingest.raw import RawArticle
from archive.ingest.readers.fields import BadRecord

BASES = ("stated", "inferred")


@dataclass(frozen=True)
class Dating:
    """The three date columns of a report, and what a curator should know of them."""

    printed: str = ""
    edtf: str = ""
    basis: str = ""
    notice: str = ""


def date_of(raw: RawArticle, *, found: str = "", page: PageDate | None = None) -> Dating:
    """Return the date of a record: as it was given, else as it was printed with the text, else as its page states it.

    Args:
        raw: the record.
        found: a date that stood in the text, above it or in its dateline.
        page: what the page says of itself.

    Raises:
        BadRecord: for date_edtf or date_basis that cannot be read, which came from somebody who meant to be exact.
    """
    if raw.date_edtf:
        return _given(raw)
    if printed := raw.published or raw.date_printed:
        return _printed(printed, raw.date_basis)
    if page is not None and page.edtf and page.basis == "stated":
        return Dating(page.printed, page.edtf, page.basis)
    if found:
        return _printed(found, "")
    if page is not None and page.edtf:
        return Dating(
            page.printed,
            page.edtf,
            page.basis,
            f"its date {page.edtf} was inferred from the page: look at it",
        )
    return Dating()


def _given(raw: RawArticle) -> Dating:
    basis = raw.date_basis.strip().lower() or "stated"
    if basis not in BASES:
        raise BadRecord(f"date_basis is “{raw.date_basis}”: write stated or inferred, or leave it empty")
    try:
        parse_edtf(raw.date_edtf)
    except DateError as error:
        raise BadRecord(f"date_edtf is “{raw.date_edtf}”, which cannot be read: {error}") from error
    return Dating(raw.date_printed or raw.published, raw.date_edtf, basis)


def _printed(printed: str, basis: str) -> Dating:
    basis = basis.strip().lower() or "stated"
    if basis not in BASES:
        raise BadRecord(f"date_basis is “{basis}”: write stated or inferred, or leave it empty")
    # Files of other programs give the time of day too, in one of the forms of ISO 8601.
    if ":" in printed and (day := iso_day(printed)):
        return Dating(printed, day, basis)
    try:
        read = read_printed(printed)
    except DateError as error:
        return Dating(printed, notice=f"its date “{printed}” was kept as printed and left undated: {error}")
    notice = f"its date “{printed}” was read as {read.edtf}: {read.note}" if read.note else ""
    return Dating(printed, read.edtf, basis, notice)
