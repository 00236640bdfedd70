"""Django's PostgreSQL backend, which starts the archive's own server before it connects to it."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from archive import database


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the server of ARCHIVE_HOME: commands that ask nothing of the database never start it."""

    def get_connection_params(self) -> dict[str, Any]:
        """Start the server where it is not running, and give the parameters to connect with."""
        database.ensure(self.settings_dict["ARCHIVE_HOME"])
        return super().get_connection_params()
