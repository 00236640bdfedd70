"""Compare records to be merged, field by field, and apply the choices between their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.text import capfirst

from archive.dates.labels import label
from archive.models.fields import EdtfField

MAX_TOLD = 200


class MergeError(Exception):
    """Raised when records cannot be merged; the message says why and what to do."""


@dataclass(frozen=True)
class Saying:
    """One record's value in a field, as stored and in words."""

    record: models.Model
    values: tuple
    words: str


@dataclass(frozen=True)
class Difference:
    """A field, or columns that belong together, with the value of each record that has one."""

    columns: tuple[str, ...]
    label: str
    sayings: list[Saying]
    follows_kept: bool = False

    @property
    def key(self) -> str:
        return self.columns[0]

    @property
    def choices(self) -> list[tuple[Saying, list[models.Model]]]:
        """Return each distinct value, with the records that have it."""
        said: dict[tuple, tuple[Saying, list]] = {}
        for saying in self.sayings:
            said.setdefault(saying.values, (saying, []))[1].append(saying.record)
        return list(said.values())

    @property
    def is_disputed(self) -> bool:
        """Return whether somebody must choose between the values."""
        return len(self.choices) > 1


def differences(
    records: Sequence[models.Model], fields: Iterable[tuple[str, ...]], *, follows_kept=("name",)
) -> list[Difference]:
    """Return the values of the records in each of these fields; fields without any are omitted."""
    found = []
    for columns in fields:
        sayings = [saying for record in records if (saying := _saying(record, columns, records))]
        named = "Coordinates" if len(columns) > 1 else capfirst(field_of(records[0], columns[0]).verbose_name)
        if sayings:
            found.append(Difference(columns, str(named), sayings, columns[0] in follows_kept))
    return found


def _saying(record, columns, records) -> Saying | None:
    fields = [field_of(record, column) for column in columns]
    values = tuple(getattr(record, field.attname) for field in fields)
    if any(value in ("", None) for value in values) or (
        columns == ("parent",) and not _can_hold(record.parent, records)
    ):
        return None
    return Saying(record, values, ", ".join(_in_words(record, field) for field in fields))


def _can_hold(place, records) -> bool:
    """Return whether a place remains and does not lie in one of those being merged."""
    return not {place.pk, *place.lineage} & {record.pk for record in records}


def field_of(record, column: str) -> models.Field:
    """Return a field of a record that is a column of its table."""
    return record._meta.get_field(column)


def _in_words(record, field) -> str:
    value = getattr(record, field.name)
    return (
        label(value) if isinstance(field, EdtfField) else str(dict(field.flatchoices or ()).get(value, value))
    )


def chosen_values(
    found: Iterable[Difference], *, kept: models.Model, choices: Mapping[str, int]
) -> tuple[dict[str, object], list[str]]:
    """Return the values for the kept record by column, and a sentence about each value that is dropped.

    Args:
        choices: for each disputed field, by its first column, the id of the record whose value is right.

    Raises:
        MergeError: naming the fields that differ without a choice, or an invalid choice.
    """
    values, told, open_fields = {}, [], []
    for difference in found:
        right = _right_saying(difference, kept, choices)
        if right is None:
            open_fields.append(difference.label)
            continue
        for column, value in zip(difference.columns, right.values, strict=True):
            values[field_of(kept, column).attname] = value
        told += [
            f"{difference.label} of {saying.record}: “{shortened(saying.words)}”"
            for saying in difference.sayings
            if saying.values != right.values and not difference.follows_kept
        ]
    if open_fields:
        raise MergeError(f"These differ, so choose which is right: {', '.join(open_fields)}.")
    return {name: value for name, value in values.items() if getattr(kept, name) != value}, told


def _right_saying(difference, kept, choices) -> Saying | None:
    by_record = {saying.record.pk: saying for saying in difference.sayings}
    if not difference.is_disputed:
        return difference.sayings[0]
    wanted = choices.get(difference.key, kept.pk if difference.follows_kept else None)
    return by_record.get(wanted)


def shortened(words: str) -> str:
    """Shorten what is quoted in a sentence; the step keeps all of it."""
    return words if len(words) <= MAX_TOLD else f"{words[:MAX_TOLD].rstrip()} …"


def listed(things: Iterable) -> str:
    """List names: "A", "A and B", "A, B and C"."""
    *first, last = map(str, things)
    return f"{', '.join(first)} and {last}" if first else last
