"""Turn the values of other programs' records into those of a report: nested objects, lists of names, dates in compact forms."""

from __future__ import annotations

import re

COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)[T ]?(\d\d)(\d\d)(\d\d)?(Z?)")
# "['A. Writer', 'B. Writer']", as Python writes a list into a table.
LISTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
CUT_OFF = re.compile(r"(?:…|\.\.\.)\s*\[\+(\d+) chars\]\s*$")
CSL_NAMES = {"family", "given", "literal"}
MAX_DEPTH, MAX_LABELS = 6, 2_000


def flattened(record: dict) -> dict:
    """Return a record with the values of nested objects under joined keys; those of a list of objects are joined."""
    flat: dict = {}
    _flatten("", _without_csl(record), flat, 0)
    return flat


def _without_csl(record: dict) -> dict:
    """Return a record with the persons and dates of CSL-JSON written as other programs do."""
    people, day = record.get("author"), record.get("issued")
    changed: dict = {}
    if (
        isinstance(people, list)
        and people
        and all(isinstance(one, dict) and one.keys() & CSL_NAMES for one in people)
    ):
        changed["author"] = [_name(one) for one in people]
    if isinstance(day, dict) and day.keys() & {"date-parts", "raw", "literal"}:
        changed["issued"] = _csl_day(day)
    return record | changed


def _name(person: dict) -> str:
    parts = (person.get(part) for part in ("given", "non-dropping-particle", "family", "literal"))
    return " ".join(part for part in parts if isinstance(part, str))


def _csl_day(day: dict) -> str:
    parts = day.get("date-parts")
    if isinstance(parts, list) and len(parts) == 1 and isinstance(parts[0], list):
        return "-".join(str(part).zfill(2) for part in parts[0][:3] if isinstance(part, int | str))
    said = day.get("raw") or day.get("literal")
    return said if isinstance(said, str) else ""


def _flatten(prefix: str, record: dict, flat: dict, depth: int) -> None:
    for key, value in record.items():
        label = f"{prefix}{key}"
        if len(flat) >= MAX_LABELS:
            return
        if isinstance(value, dict) and depth < MAX_DEPTH and value:
            _flatten(f"{label}.", value, flat, depth + 1)
        elif (
            isinstance(value, list)
            and value
            and all(isinstance(item, dict) for item in value)
            and depth < MAX_DEPTH
        ):
            _flatten_list(f"{label}.", value, flat, depth + 1)
        else:
            flat[label] = value


def _flatten_list(prefix: str, items: list[dict], flat: dict, depth: int) -> None:
    """Put the same key of several objects under one label, as a list."""
    for item in items[:100]:
        one: dict = {}
        _flatten(prefix, item, one, depth)
        for label, value in one.items():
            values = value if isinstance(value, list) else [value]
            flat.setdefault(label, [])
            if isinstance(flat[label], list):
                flat[label].extend(values)


def first_value(values: dict, labels: tuple[str, ...]):
    """Return the first value that says something, else the first; None if there is none."""
    found = [values[label] for label in labels if values.get(label) is not None]
    return next((value for value in found if not _is_empty(value)), found[0] if found else None)


def _is_empty(value) -> bool:
    return (
        value is None
        or (isinstance(value, str | list | dict) and not value)
        or (isinstance(value, str) and not value.strip())
    )


def as_names(value):
    """Return a list of names as one byline: a list, or one that Python wrote as text."""
    if isinstance(value, str) and value.startswith("[") and value.rstrip().endswith("]"):
        value = [one or other for one, other in LISTED.findall(value[:2_000])]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(item.strip() for item in value if item.strip())
    return value


def as_one(value):
    """Return the first of several values, and how many there are."""
    if isinstance(value, list) and value and all(isinstance(item, str | int | float) for item in value):
        return value[0], len(dict.fromkeys(map(str, value)))
    return value, 1


def as_date(value):
    """Return a date in the compact form of programs, 20210815T102200Z, in the usual one."""
    found = COMPACT.fullmatch(str(value).strip()) if isinstance(value, str | int) else None
    if not found:
        return value
    year, month, day, hour, minute, second, zone = found.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone}"


def without_count(text: str) -> tuple[str, int]:
    """Return a text without “… [+1234 chars]”, and how many characters a program has cut off."""
    found = CUT_OFF.search(text[-60:])
    return (f"{text[: len(text) - len(found[0])].rstrip()} …", int(found[1])) if found else (text, 0)
