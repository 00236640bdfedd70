"""Export a whole archive to one file: a snapshot of every table that cannot be derived."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from archive.hosting.checks import FORMER_SCHEMA, has_former_schema
from archive.management.container import MANIFEST, ContainerError, Manifest, Table, writing
from archive.matching.derivation import server_version
from archive.models import Fingerprint, Leftover, LeftoverName, LikelyPair, PendingComparison
from archive.models.derived import DERIVED_MODELS

# Fingerprints and names left over: that there are some says that a report was compared and matched. Entries are compared as they change.
KEPT_THOUGH_DERIVED = {PendingComparison, Fingerprint, Leftover, LeftoverName, LikelyPair}
# Sessions, failed sign-ins and pending jobs belong to the running archive.
PASSING = {"sessions", "procrastinate", "axes"}
# One snapshot for all tables, and one format of times, dates and bytes, whatever the server's settings.
AS_ONE = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO'",
    "SET LOCAL bytea_output = 'hex'",
)


def carried_models() -> list[type[models.Model]]:
    """Return the models in an exported archive: users and groups, reports, captures, names, history, steps ..."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in PASSING
        and (model not in DERIVED_MODELS or model in KEPT_THOUGH_DERIVED)
    ]


def export(path: Path, *, progress: Callable[[Table], None] = lambda table: None) -> Manifest:
    """Write a snapshot of the whole archive to a file, and return its manifest. Writers carry on meanwhile.

    Raises:
        ContainerError: when migrations must be run first, or another version made the schema.
    """
    if has_former_schema(connection):
        raise ContainerError(FORMER_SCHEMA)
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    if missing := MigrationLoader(connection).disk_migrations.keys() - set(applied):
        raise ContainerError(
            f"The schema is older than this version ({len(missing)} migrations to run): run `manage.py migrate` first."
        )
    manifest = Manifest(server_version(), applied)
    with writing(path) as container, transaction.atomic(), connection.cursor() as cursor:
        for statement in AS_ONE:
            cursor.execute(statement)
        for model in carried_models():
            table = _write(model, container, cursor)
            manifest.tables.append(table)
            manifest.sequences |= _sequence(model, cursor)
            progress(table)
        container.writestr(MANIFEST, manifest.as_json())
    return manifest


def _write(model: type[models.Model], container: zipfile.ZipFile, cursor) -> Table:
    columns = [
        field.column for field in model._meta.local_concrete_fields if field.column and not field.generated
    ]
    table = Table(model._meta.db_table, columns, 0, 0, "")
    digest = hashlib.sha256()
    named = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY (SELECT {named} FROM "{table.name}" ORDER BY "{model._meta.pk.column}") TO STDOUT'
    with container.open(table.entry, "w", force_zip64=True) as file, cursor.copy(statement) as copy:
        for block in copy:
            file.write(block)
            digest.update(block)
            table.size += len(block)
    table.rows, table.sha256 = cursor.rowcount, digest.hexdigest()
    return table


def _sequence(model: type[models.Model], cursor) -> dict[str, tuple[int, bool]]:
    """Return the state of a table's sequence, so that ids of deleted rows are not reused."""
    cursor.execute(
        "SELECT pg_get_serial_sequence(%s, %s)", [f'"{model._meta.db_table}"', model._meta.pk.column]
    )
    (name,) = cursor.fetchone()
    if name is None:
        return {}
    cursor.execute(f"SELECT last_value, is_called FROM {name}")
    return {name: cursor.fetchone()}
