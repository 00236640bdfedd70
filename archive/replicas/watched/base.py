"""Django's PostgreSQL backend for a replica: who waits for an answer stops waiting once the replica is known to be lost.

A connection that breaks says so. A server that froze, or whose machine did, says nothing: its statement timeout stands
still with it.
"""

from __future__ import annotations

from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from archive.replicas.watch import watch


class WatchedConnection(psycopg.Connection):
    """A connection that gives up when its server is known not to answer others either."""

    alias = ""  # known once it is connected

    def wait(self, gen: Generator, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an operation, and raise an OperationalError when the server is lost meanwhile."""
        return super().wait(self._while_well(gen), interval, timeout)

    def _while_well(self, operation: Generator) -> Generator:
        # psycopg sends what the socket is ready for, and nothing (0) when an interval has passed.
        try:
            wanted = next(operation)
            while True:
                ready = yield wanted
                if not ready and self.alias and watch().has_lost(self.alias):
                    raise psycopg.OperationalError(f"{self.alias} does not answer")
                wanted = operation.send(ready)
        except StopIteration as end:
            return end.value


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to a replica."""

    Database = SimpleNamespace(**vars(psycopg) | {"connect": WatchedConnection.connect})

    def get_new_connection(self, conn_params: dict[str, Any]) -> WatchedConnection:
        """Connect, and let the connection know whose it is."""
        connection = super().get_new_connection(conn_params)
        connection.alias = self.alias
        return connection
