"""Django's PostgreSQL backend, starting the archive's own server before it connects."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from archive.hosting.database import server
from archive.hosting.database.problems import DatabaseUnavailableError
from archive.hosting.watched import base

START_SECONDS = 1  # seconds that a page waits for the server to start


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the server of ARCHIVE_HOME; commands that do not use the database never start it."""

    def get_connection_params(self) -> dict[str, Any]:
        """Start the server if it is not running, and return the connection parameters."""
        home = self.settings_dict["ARCHIVE_HOME"]
        if self.settings_dict.get("WATCHED"):
            ensure_meanwhile(home)
        else:
            server.ensure(home)
        return super().get_connection_params()


class _Start(threading.Thread):
    """A background start of the server, as recovery after a crash may take minutes."""

    def __init__(self, home: Path) -> None:
        super().__init__(name="database", daemon=True)
        self.home = home
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            server.ensure(self.home)
        except Exception as error:  # passed to whoever waits
            self.error = error


_start: _Start | None = None
_lock = threading.Lock()


def ensure_meanwhile(home: Path) -> None:
    """Start the server if it is not running; raise DatabaseUnavailableError if that takes longer than a page may wait."""
    global _start
    with _lock:
        if _start is None or not _start.is_alive():
            _start = _Start(home)
            _start.start()
        start = _start
    start.join(START_SECONDS)
    if start.error:
        raise start.error
    if start.is_alive():
        raise DatabaseUnavailableError("The database is starting.")
