"""Import an exported archive into an empty one, all or nothing, whatever version of PostgreSQL it came from.

The schema is first migrated to the state in which the archive was exported, and to the latest once everything is loaded.
Triggers are disabled meanwhile, as what they derive is in the file or is rebuilt afterwards; constraints apply.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from archive.hosting.checks import FORMER_MIGRATION
from archive.management.container import BATCH_BYTES, ContainerError, Manifest, Table, reading

# If these are empty, the archive is: groups, permissions and rules that came with the schema are replaced by the file's.
PUT_IN = (
    "archive_article",
    "archive_capture",
    "archive_source",
    "archive_entity",
    "archive_story",
    "archive_batch",
    "auth_user",
)
# Migrations were rewritten before the first release; these create the same tables as the former ones.
FIRST_SCHEMA = ("archive", "0005_rules")
# Readers see reports as soon as everything is loaded, so protected names must be withheld by then.
WITHHOLD = "SELECT archive_reword(array_agg(id)) FROM archive_article GROUP BY id / 500"
# Whatever happens next, it is on record that the rest has not been derived yet.
NOTHING_DERIVED = "UPDATE archive_derivation SET made_by = '', server = '', rebuilding = '', reached = 0"


def import_(path: Path, *, progress: Callable[[Table], None] = lambda table: None) -> Manifest:
    """Load everything in a file into this archive, and return its manifest. Derived data must be rebuilt afterwards.

    Raises:
        ContainerError: when the file is unreadable or from a newer version, or when this archive is not empty.
    """
    with reading(path) as (container, manifest):
        _bring_schema_to(manifest)
        with transaction.atomic(), connection.cursor() as cursor:
            _lock(manifest, cursor)
            _refuse_what_is_there(cursor)
            _empty(manifest, cursor)
            for table in manifest.tables:
                _read(table, container, cursor)
                progress(table)
            _end(manifest, cursor)
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


def _bring_schema_to(manifest: Manifest) -> None:
    loader = MigrationLoader(connection)
    wanted, here = set(manifest.migrations), set(loader.applied_migrations)
    if FORMER_MIGRATION in wanted:
        wanted = {key for key in wanted if key[0] != "archive"} | set(
            loader.graph.forwards_plan(FIRST_SCHEMA)
        )
    if wanted - loader.disk_migrations.keys() - loader.replacements.keys():
        raise ContainerError(
            "This archive was exported by a newer version of Dateline: import it with that version."
        )
    if here - wanted:
        raise ContainerError(
            "The schema here is newer than the exported archive: import into a new ARCHIVE_HOME or a database that is new, "
            "without running migrate before."
        )
    if here != wanted:
        for app, name in sorted(wanted):
            if not any(
                key[0] == app and (app, name) in _before(loader, key) for key in wanted if key != (app, name)
            ):
                call_command("migrate", app, name, interactive=False, verbosity=0)


def _before(loader: MigrationLoader, key: tuple[str, str]) -> set[tuple[str, str]]:
    return set(loader.graph.forwards_plan(key)) - {key} if key in loader.graph.node_map else set()


def _lock(manifest: Manifest, cursor) -> None:
    """Lock the tables and disable triggers until everything is loaded."""
    cursor.execute(f"LOCK TABLE {_listed(manifest)} IN ACCESS EXCLUSIVE MODE")


def _refuse_what_is_there(cursor) -> None:
    for table in PUT_IN:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
        if cursor.fetchone()[0]:
            what = table.partition("_")[2]
            raise ContainerError(
                f"This archive is not empty (it has at least one {what}): import into a new ARCHIVE_HOME or an empty database. "
                "Nothing was changed."
            )


def _empty(manifest: Manifest, cursor) -> None:
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    cursor.execute(f"TRUNCATE {_listed(manifest)} CASCADE")
    for table in manifest.tables:
        cursor.execute(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')


def _read(table: Table, container: zipfile.ZipFile, cursor) -> None:
    digest = hashlib.sha256()
    columns = ", ".join(f'"{column}"' for column in table.columns)
    with connection.wrap_database_errors, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for block in _blocks(table, container):
            digest.update(block)
            copy.write(block)
    if (digest.hexdigest(), cursor.rowcount) != (table.sha256, table.rows):
        raise ContainerError(
            f"The file is damaged: {table.name} is not what was exported. Nothing was changed."
        )


def _blocks(table: Table, container: zipfile.ZipFile) -> Iterator[bytes]:
    with container.open(table.entry) as file:
        while block := file.read(BATCH_BYTES):
            yield block


def _end(manifest: Manifest, cursor) -> None:
    for name, (last, given) in manifest.sequences.items():
        cursor.execute("SELECT setval(%s::regclass, %s, %s)", [name, last, given])
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in manifest.tables:
        cursor.execute(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
    cursor.execute("SELECT archive_file_pending('fingerprint_bands')")  # as its trigger would have done
    cursor.execute(WITHHOLD)
    cursor.execute(NOTHING_DERIVED)


def _listed(manifest: Manifest) -> str:
    return ", ".join(f'"{table.name}"' for table in manifest.tables)
