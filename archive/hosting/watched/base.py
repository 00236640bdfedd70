"""Django's PostgreSQL backend for web processes: who waits for an answer stops waiting once the server is known to be lost.

A connection that breaks says so. A server that froze, or whose machine did, says nothing: its statement timeout stands
still with it, and so would every thread that asks it.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from archive.hosting.watched.watch import watch


class WatchedConnection(psycopg.Connection):
    """A connection that gives up when its server answers others neither, or is silent for longer than a statement may take."""

    alias = ""  # known once it is connected, where it is watched
    most_silence: float = 0  # seconds

    def wait(self, gen: Generator, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an operation, and raise an OperationalError when the server is lost meanwhile."""
        return super().wait(self._while_well(gen) if self.alias else gen, interval, timeout)

    def _while_well(self, operation: Generator) -> Generator:
        # psycopg sends what the socket is ready for, and nothing (0) when an interval has passed.
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
    """Return the error that tells of a server which does not answer."""
    return psycopg.OperationalError(f"the database {alias} does not answer")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is watched where its settings say how many seconds of silence it bears (WATCHED)."""

    Database = SimpleNamespace(**vars(psycopg) | {"connect": WatchedConnection.connect})

    def get_new_connection(self, conn_params: dict[str, Any]) -> WatchedConnection:
        """Connect, and let the connection know whose it is; do not try where the server is known to be lost."""
        most_silence = self.settings_dict.get("WATCHED", 0)
        if most_silence and watch().has_lost(self.alias):
            raise lost(self.alias)
        connection = super().get_new_connection(conn_params)
        if most_silence:
            connection.most_silence = most_silence
            connection.alias = self.alias
        return connection
