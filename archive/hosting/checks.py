"""System checks of the database: what the archive requires, and how to remedy what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

MIN_VERSION = 15
EXTENSIONS = ("unaccent", "pg_trgm", "fuzzystrmatch", "btree_gin")
# The first of the migrations that were replaced by one clean schema before the first release.
FORMER_MIGRATION = ("archive", "0001_text_search")
FORMER_SCHEMA = (
    "This archive has the schema of a version before the first release, which this version does not change: with the version that made "
    "it, run `manage.py export_archive dateline.zip`, and with this one `manage.py import_archive dateline.zip` in a new ARCHIVE_HOME "
    "or an empty database."
)


@register(Tags.database)
def check_databases(*, databases: Sequence[str] | None = None, **kwargs) -> list[CheckMessage]:
    """Check the version, locale, extensions and schema of each requested database."""
    return [message for alias in databases or [] for message in _problems(alias)]


def has_former_schema(connection: BaseDatabaseWrapper) -> bool:
    """Return whether an archive was made before the present migrations."""
    return FORMER_MIGRATION in MigrationRecorder(connection).applied_migrations()


def _problems(alias: str) -> list[CheckMessage]:
    if has_former_schema(connections[alias]):
        return [
            _error(
                "E005", FORMER_SCHEMA, "See “An archive from before the first release” in docs/deployment.md."
            )
        ]
    with connections[alias].cursor() as cursor:
        version, *_ = connections[alias].get_database_version()
        if version < MIN_VERSION:
            return [
                _error("E001", f"This is PostgreSQL {version}.", f"Use PostgreSQL {MIN_VERSION} or newer.")
            ]
        return [*_locale_problems(cursor), *_extension_problems(cursor)]


def _locale_problems(cursor) -> list[CheckMessage]:
    cursor.execute(
        "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
    )
    encoding, ctype = cursor.fetchone()
    if encoding != "UTF8":
        return [_error("E002", f"The database is encoded in {encoding}.", "Create it with ENCODING 'UTF8'.")]
    # What the parser does is what matters: with LC_CTYPE=C every curly quote is a letter, and “Taliban” is not found.
    cursor.execute("SELECT to_tsvector('pg_catalog.simple', %s) @@ 'taliban'::tsquery", ["“Taliban”"])
    if not cursor.fetchone()[0]:
        hint = "Create it from template0 with LC_CTYPE 'C.UTF-8' or another UTF-8 locale."
        return [_error("E003", f"Text search takes curly quotes for letters (LC_CTYPE is {ctype}).", hint)]
    return []


def _extension_problems(cursor) -> list[CheckMessage]:
    cursor.execute("SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", [list(EXTENSIONS)])
    missing = sorted(set(EXTENSIONS) - {name for (name,) in cursor})
    hint = "Install PostgreSQL's contrib modules (on Debian part of the package postgresql-NN)."
    return [_error("E004", f"The extension {name} is not available.", hint) for name in missing]


def _error(code: str, what: str, hint: str) -> CheckMessage:
    return Error(what, hint=hint, id=f"archive.{code}")
