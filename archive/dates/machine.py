"""Dates in ISO 8601, as programs write them: those in metadata, and those that the archive writes for other programs."""

from __future__ import annotations

import re

from archive.dates.edtf import parse_edtf

ISO_LENGTHS = {"day": 10, "month": 7, "year": 4}
MACHINE_FORM = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\s*(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?\d{2}(?:[.,]\d{1,9})?)?\s*"
    r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{0,2}(?::\d{2})?)?)?|\d{4}-\d{2}",
    re.IGNORECASE,
)


def is_machine_form(text: str) -> bool:
    """Return whether a date is in the form programs write, with or without the time of day."""
    return bool(MACHINE_FORM.fullmatch(text.strip()))


def plain_date(edtf: str) -> str:
    """Return a plain day, month or year in ISO form ("1998-08"), or an empty string for any other date."""
    if not edtf:
        return ""
    parsed = parse_edtf(edtf)
    is_marked = parsed.uncertain or parsed.approximate
    if parsed.lower is None or is_marked or parsed.precision not in ISO_LENGTHS:
        return ""
    return f"{parsed.lower:%Y-%m-%d}".rjust(10, "0")[: ISO_LENGTHS[parsed.precision]]
