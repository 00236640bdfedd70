"""Django's PostgreSQL backend for the primary, letting a request read from the replica chosen for it.

The ORM and cursors alike use the default database, so reads are routed here, at the cursor. Anything in a transaction stays on
the primary. A statement that a replica cannot answer, because it was lost, because replay conflicted with a long read, or
because the statement writes, is repeated on the primary, and the rest of the request follows it there. That is safe: outside
transactions each statement sees its own snapshot, and the primary is never behind a replica.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connections

from archive.hosting.replicas.choice import ReplicaChoice, chosen, current
from archive.hosting.watched import base
from archive.hosting.watched.watch import watch

# Conflicts with replay (40001, 40P01), a write (25006), a schema change that has not arrived yet (42...).
REPEATED = {"40001", "40P01", "25006", "42P01", "42703", "42883"}
STATEMENT_TIMEOUT = "57014"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the primary that passes reads to the chosen replica."""

    def cursor(self) -> Any:
        """Return a cursor on the chosen replica, or on the primary within a transaction or if none is chosen."""
        return self._routed("cursor", super().cursor)

    def planned_cursor(self) -> Any:
        """Return the same for statements whose plans the server keeps."""
        return self._routed("planned_cursor", super().planned_cursor)

    def _routed(self, method: str, on_primary: Callable[[], Any]) -> Any:
        choice = current()
        if choice is None:
            return on_primary()
        choice.asked = True
        if choice.alias is None or self.in_atomic_block:
            return on_primary()
        return ReplicaCursor(choice, choice.alias, method, on_primary)

    @contextlib.contextmanager
    def temporary_connection(self) -> Iterator[Any]:
        """Connect to the primary itself: callers of this use the connection and not only the cursor."""
        with chosen(ReplicaChoice()), super().temporary_connection() as cursor:
            yield cursor


class ReplicaCursor:
    """A cursor on a replica that falls back to the primary if the replica cannot answer.

    Results have arrived in full once a statement has executed, so nothing can be lost while rows are fetched.
    """

    def __init__(self, choice: ReplicaChoice, alias: str, method: str, on_primary: Callable[[], Any]) -> None:
        self._choice, self._alias = choice, alias
        self._on_primary = on_primary
        try:
            self._cursor = getattr(connections[alias], method)()
        except DatabaseError as error:
            self._turn(error)

    def execute(self, sql: str, params: Any = None) -> Any:
        """Execute a statement on the replica, falling back to the primary."""
        return self._asked("execute", sql, params)

    def executemany(self, sql: str, params: Any) -> Any:
        """Execute a statement for each set of parameters on the replica, falling back to the primary."""
        return self._asked("executemany", sql, params)

    def _asked(self, method: str, *arguments: Any) -> Any:
        try:
            return getattr(self._cursor, method)(*arguments)
        except (DatabaseError, InterfaceError) as error:
            if self._choice.alias is None:
                raise
            self._turn(error)
            return getattr(self._cursor, method)(*arguments)

    def _turn(self, error: Exception) -> None:
        if is_loss(error):
            watch().doubt(self._alias)
            connections[self._alias].close()
        elif sqlstate(error) not in REPEATED:
            raise error
        self._choice.alias = None
        self._cursor = self._on_primary()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)

    def __enter__(self) -> ReplicaCursor:
        return self

    def __exit__(self, *exception: object) -> None:
        self._cursor.close()


def sqlstate(error: Exception) -> str | None:
    """Return the SQLSTATE of an error; None if no server sent one."""
    return getattr(error.__cause__, "sqlstate", None)


def is_loss(error: Exception) -> bool:
    """Return whether an error says that the server is gone, shutting down, or accepts no more connections."""
    code = sqlstate(error)
    if code == STATEMENT_TIMEOUT or not isinstance(error, OperationalError | InterfaceError):
        return False
    return code is None or code[:2] in {"08", "53", "57"}
