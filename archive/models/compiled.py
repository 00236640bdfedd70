"""QuerySets of values whose SQL is compiled once a process: for queries that every page repeats with different ids.

Django takes three times as long to compile such a statement as PostgreSQL takes to execute it, which in turn takes half as long with the
plan it keeps as with a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import signature
from typing import cast

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.functional import cached_property

from archive.hosting.watched.base import DatabaseWrapper

ARRAY_TYPES = {"ids": "integer", "texts": "text", "ranges": "daterange"}


def planned_cursor() -> CursorWrapper:
    """Return a cursor for statements that every page repeats: the server keeps their plans."""
    return cast(DatabaseWrapper, connection).planned_cursor()


class Compiled:
    """A QuerySet made by a function whose parameters are the values of `__in=` in its filters.

    A parameter is named for what it holds, ids, texts or ranges, with any prefix (`entity_ids`); `parameters` names them if the
    function takes any number. The columns must be of types that need no conversion by a field: numbers, texts, arrays of
    them, and JSON as text.
    """

    def __init__(self, make: Callable[..., QuerySet], parameters: Iterable[str] = ()) -> None:
        self._make = make
        self._parameters = tuple(parameters) or tuple(signature(make).parameters)

    def __call__(self, *arrays: Iterable) -> list[tuple]:
        """Return the rows for these values, a list of them for each parameter, in order."""
        given = [_literal(values) for values in arrays]
        if not all(given):
            return []
        statement, parameters = self._statement
        with planned_cursor() as cursor:
            cursor.execute(
                statement, [given[one.place] if isinstance(one, _Slot) else one for one in parameters]
            )
            return cursor.fetchall()

    @cached_property
    def _statement(self):
        slots = [
            RawSQL(f"SELECT unnest(%s::{ARRAY_TYPES[name.rpartition('_')[2]]}[])", [_Slot(place)])  # noqa: S611 (the types are ours)
            for place, name in enumerate(self._parameters)
        ]
        return self._make(*slots).query.sql_with_params()


def _literal(values: Iterable) -> str | list:
    """Return values as an array of PostgreSQL's: numbers as its text, which psycopg would write one by one."""
    values = list(values)
    return f"{{{','.join(map(str, values))}}}" if values and isinstance(values[0], int) else values


class _Slot:
    """A placeholder among the parameters of a statement for the values of one call."""

    def __init__(self, place: int) -> None:
        self.place = place
