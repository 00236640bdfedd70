"""Dates written by programs, in ISO 8601: dates that were never printed."""

from __future__ import annotations

import re

MACHINE_FORM = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\s*(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?\d{2}(?:[.,]\d{1,9})?)?\s*"
    r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{0,2}(?::\d{2})?)?)?|\d{4}-\d{2}",
    re.IGNORECASE,
)


def is_machine_form(text: str) -> bool:
    """Return whether a date is in the form programs write, with or without the time of day."""
    return bool(MACHINE_FORM.fullmatch(text.strip()))
