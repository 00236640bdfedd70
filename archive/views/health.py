"""Whether the archive is well, for monitors."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from archive.database import DatabaseUnavailable
from archive.replicas.watch import watch


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 where the database answers and every migration has run, else 503 with what is wrong."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, DatabaseUnavailable):
        return JsonResponse(
            {"status": "unwell", "database": "does not answer", "migrations": "unknown"}, status=503
        )
    if missing:
        return JsonResponse(
            {"status": "unwell", "database": "well", "migrations": f"{len(missing)} to run"}, status=503
        )
    return JsonResponse({"status": "well", "database": "well", "migrations": "well"} | _replicas())


def _replicas() -> dict[str, dict[str, str]]:
    # One that is lost or lags makes nothing unwell: it is left out, and others answer.
    if not settings.REPLICAS:
        return {}
    watch().look()
    return {"replicas": {replica.alias: replica.problem or "well" for replica in watch().replicas}}
