"""The health check, for monitors."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from django.conf import settings
from django.db import Error, OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from archive.hosting.database.problems import DatabaseUnavailableError
from archive.hosting.trouble import BUSY, trouble_of
from archive.hosting.watched.watch import watch
from archive.matching.derivation import rebuild_needed

ANSWER_SECONDS = 2.5  # monitors get an answer within three
UNREACHED = {"database": "does not answer", "migrations": "unknown"}
OK = "ok"


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Return 200 if the database answers and every migration has run, else 503 with the reason."""
    parts = HealthCheck.at_once()
    # Searches still work while derived data is out of date: they miss some words, but that is not a reason to turn readers away.
    is_ok = all(state == OK for name, state in parts.items() if name != "derived")
    answer = {"status": OK if is_ok else "error"} | parts
    return JsonResponse(answer | (_replicas() if is_ok else {}), status=200 if is_ok else 503)


def look_at_parts() -> dict[str, str]:
    """Check each part of the archive; return the state of each."""
    try:
        missing = migrations() - MigrationRecorder(connection).applied_migrations().keys()
        if missing:
            return {"database": OK, "migrations": f"{len(missing)} to run"}
        return {"database": OK, "migrations": OK, "derived": how_derived()}
    except (Error, DatabaseUnavailableError):
        return UNREACHED


def how_derived() -> str:
    """Return the state of derived data; unknown while a table it needs is locked, which is not an error."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            return rebuild_needed() or OK
    except OperationalError as error:
        if trouble_of(error) is not BUSY:
            raise
        return "not known, as tables are locked"


@cache
def migrations() -> frozenset[tuple[str, str]]:
    """Return every migration of this code, read once, as that takes a while on a busy machine."""
    return frozenset(MigrationLoader(None).disk_migrations)


class HealthCheck(threading.Thread):
    """A check in a separate thread, so that nothing that hangs keeps a monitor waiting."""

    _under_way: HealthCheck | None = None
    _lock = threading.Lock()

    @classmethod
    def at_once(cls) -> dict[str, str]:
        """Return the state of the parts, or that the database does not answer, after ANSWER_SECONDS."""
        with cls._lock:
            if cls._under_way is None or not cls._under_way.is_alive():
                cls._under_way = cls(name="health", daemon=True)
                cls._under_way.start()
            look = cls._under_way
        look.join(ANSWER_SECONDS)
        if look.error:
            raise look.error
        return look.parts

    def __init__(self, **thread: Any) -> None:
        super().__init__(**thread)
        self.parts = UNREACHED
        self.error: Exception | None = None

    def run(self) -> None:
        """Run the checks over a separate connection."""
        try:
            self.parts = look_at_parts()
        except Exception as error:  # raised in the calling thread
            self.error = error
        finally:
            connection.close()


def _replicas() -> dict[str, dict[str, str]]:
    # A replica that is lost or lags is not an error: it is not used, and others answer.
    if not settings.REPLICAS:
        return {}
    watch().look()
    return {"replicas": {replica.alias: replica.problem or OK for replica in watch().replicas}}
