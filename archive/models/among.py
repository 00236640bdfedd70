"""Pass very many values as one parameter: IN with hundreds of them takes longer to write and parse than to execute."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func
from django.db.models.expressions import RawSQL

NUMBERS = ("integer", "bigint")


def among(values: Iterable, column_type: str) -> RawSQL:
    """Return what follows `__in=` in a filter: the values as an array of a type of PostgreSQL, such as "text".

    Numbers are written as one text, which takes a tenth of the time of an array of thousands.
    """
    given = as_array(values) if column_type in NUMBERS else list(values)
    return RawSQL(f"SELECT unnest(%s::{column_type}[])", [given])  # noqa: S611 (the type is ours)


def is_among(column: str, numbers: Iterable[int]) -> Func:
    """Return the condition that a column is one of these numbers, for most rows of a table.

    PostgreSQL can tell how many rows pass it, and reads them in order; those of `among` it looks up one by one.
    """
    given = RawSQL("%s::bigint[]", [as_array(numbers)])
    return Func(
        F(column), given, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField()
    )


def as_array(numbers: Iterable[int]) -> str:
    """Return numbers as PostgreSQL writes an array."""
    return f"{{{','.join(map(str, numbers))}}}"
