"""Pass very many values as one parameter: IN with hundreds of them takes longer to write and parse than to execute."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.expressions import RawSQL

NUMBERS = ("integer", "bigint")


def among(values: Iterable, column_type: str) -> RawSQL:
    """Return what follows `__in=` in a filter: the values as an array of a type of PostgreSQL, such as "text".

    Numbers are written as one text, which takes a tenth of the time of an array of thousands.
    """
    given = f"{{{','.join(map(str, values))}}}" if column_type in NUMBERS else list(values)
    return RawSQL(f"SELECT unnest(%s::{column_type}[])", [given])  # noqa: S611 (the type is ours)
