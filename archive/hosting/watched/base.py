"""Django's PostgreSQL backend for web processes, which stops waiting once the server is known to be lost.

A broken connection reports itself. A server that freezes, or whose machine does, says nothing: its statement timeout freezes
with it, and so would every thread that queries it.
"""

from __future__ import annotations

import time
from types import ModuleType
from typing import Any

import psycopg
from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorWrapper
from psycopg.abc import RV, PQGen

from archive.hosting.watched.deadline import has_passed
from archive.hosting.watched.watch import watch

ASKED_BEFORE_PLANNED = 5  # times that a connection is given a statement before the server keeps its plan


class WatchedConnection(psycopg.Connection):
    """A connection that gives up if its server does not answer others either, or is silent for longer than a statement may take."""

    alias = ""  # set once connected, if it is watched
    most_silence: float = 0  # seconds

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for an operation, cancel it at a deadline, and raise an OperationalError if the server is lost meanwhile."""
        gen = self._while_well(gen) if self.alias else gen
        return super().wait(self._in_time(gen), interval, timeout)

    def _in_time(self, operation: PQGen[RV]) -> PQGen[RV]:
        # The server ends the statement with an error, which is read as any other: the connection can be used again.
        cancelled = False
        try:
            wanted = next(operation)
            while True:
                ready = yield wanted
                if not ready and not cancelled and has_passed():
                    cancelled = True
                    self.pgconn.get_cancel().cancel()
                wanted = operation.send(ready)
        except StopIteration as end:
            return end.value

    def _while_well(self, operation: PQGen[RV]) -> PQGen[RV]:
        # psycopg yields what the socket is ready for, or 0 when the interval has passed.
        heard = time.monotonic()
        try:
            wanted = next(operation)
            while True:
                ready = yield wanted
                if ready:
                    heard = time.monotonic()
                elif watch().has_lost(self.alias) or time.monotonic() - heard > self.most_silence:
                    self.close()
                    raise lost(self.alias)
                wanted = operation.send(ready)
        except StopIteration as end:
            return end.value


def lost(alias: str) -> psycopg.OperationalError:
    """Return the error for a server that does not answer."""
    return psycopg.OperationalError(f"the database {alias} does not answer")


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """Return a statement as it was sent; one whose plan the server keeps as it was written, since its parameters are sent apart."""
        return super().last_executed_query(cursor, sql, params) or sql


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is watched if its settings limit the seconds of silence (WATCHED)."""

    ops_class = DatabaseOperations
    Database = ModuleType(psycopg.__name__)
    vars(Database).update(vars(psycopg), connect=WatchedConnection.connect)

    def get_connection_params(self) -> dict[str, Any]:
        """Return the connection parameters, and that nothing is compiled and no trigger is to be ignored.

        A server that compiles what looks costly (jit, the default of many) takes longer for that than for the statement. Each call of a
        trigger asks what is to be ignored, and catches an error if it is not set: a tenth of the work of `loaddata`.
        """
        params = super().get_connection_params()
        params["options"] = f"-c jit=off {params.get('options', '')} -c pgtrigger.ignore={{}}"
        params["prepare_threshold"] = ASKED_BEFORE_PLANNED
        return params

    def planned_cursor(self) -> CursorWrapper:
        """Return a cursor for statements that every page repeats: the server keeps their plans, which take as long as to carry them out."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(base.ServerBindingCursor(self.connection))  # type: ignore[attr-defined, call-arg]

    def get_new_connection(self, conn_params: dict[str, Any]) -> WatchedConnection:
        """Connect, and tell the connection its server; do not try if the server is known to be lost."""
        most_silence = self.settings_dict.get("WATCHED", 0)
        if most_silence and watch().has_lost(self.alias):
            raise lost(self.alias)
        connection = super().get_new_connection(conn_params)
        if most_silence:
            connection.most_silence = most_silence
            connection.alias = self.alias
        return connection
