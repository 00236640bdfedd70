"""Dates with exactly the precision known: read from EDTF and from print, put into words, turned into ranges of days."""

from __future__ import annotations

from archive.dates.edtf import DateError, EdtfDate, parse_edtf, to_range
from archive.dates.in_text import DateInText, dates_in_text, days_without_year
from archive.dates.labels import label, report_label, short_label, when
from archive.dates.machine import ISO_LENGTHS, is_machine_form, plain_date
from archive.dates.printed import PrintedDate, read_printed
from archive.dates.vocabulary import is_month
from archive.dates.windows import (
    Bounds,
    as_edtf,
    as_number,
    certainly_within,
    on_different_days,
    overlaps,
    sort_key,
    window,
)

__all__ = [
    "Bounds",
    "DateError",
    "EdtfDate",
    "ISO_LENGTHS",
    "PrintedDate",
    "DateInText",
    "as_edtf",
    "as_number",
    "certainly_within",
    "dates_in_text",
    "days_without_year",
    "is_machine_form",
    "is_month",
    "label",
    "on_different_days",
    "overlaps",
    "parse_edtf",
    "plain_date",
    "read_printed",
    "report_label",
    "short_label",
    "sort_key",
    "to_range",
    "when",
    "window",
]
