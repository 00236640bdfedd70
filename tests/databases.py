"""Databases of the tests: copies of one that holds the schema, which is made once for each state of the code.

Data that all tests of a module read is written once (`written_once`), in a transaction around those of the tests.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from archive.hosting.database.server import NAME, Cluster
from tests.state_of_code import digest

# The tables that migrate fills in an empty archive.
WRITTEN_BY_MIGRATE = ("archive_derivation", "auth_permission", "django_content_type")
# As after migrations, the log of changes reaches back behind every transaction in progress, such as those of the tests that run
# beside a test on the same server: 3 is the first that a server can have.
FIRST_CHANGE = "INSERT INTO archive_searchchange (xid) VALUES ('3')"


def use_copies() -> None:
    """Make the test database as a copy; drop the databases of earlier runs that were killed, or are out of date."""
    with _alone(), connection._nodb_cursor() as cursor:
        spare_the_server(Cluster(settings.ARCHIVE_HOME))
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_dateline%'")
        there = {name for (name,) in cursor.fetchall()}
        template = f"test_dateline_schema_{digest()}"
        for name in there - {template}:
            if name.startswith("test_dateline_schema_") or not _is_running(int(re.findall(r"\d+", name)[0])):
                drop(cursor, name)
        if template not in there:
            # Under this run's own name first: an unfinished one is dropped like any other of a killed run.
            own = connection.settings_dict["NAME"]
            made = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = own
            cursor.execute(f'ALTER DATABASE "{made}" RENAME TO "{template}"')
    connection.settings_dict["TEST"] |= {"TEMPLATE": template, "MIGRATE": False}


def drop(cursor: Any, name: str) -> None:
    """Drop a database and end our own sessions in it.

    `WITH (FORCE)` would fail whenever autovacuum is at work there, for its processes belong to the superuser; without it the server
    ends them itself.
    """
    cursor.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = current_user", [name]
    )  # fmt: skip
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


# Whatever is killed here, the machine goes on, so nothing need reach the disk; and tables that are emptied after each test are
# in no need of a vacuum. Tests that want statistics take them.
SETTINGS_OF_TESTS = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}


def spare_the_server(cluster: Cluster) -> None:
    """Let the server of tests do no work for the sake of safety, or of a future that it does not have."""
    with psycopg.connect(cluster.url, user="postgres", autocommit=True) as server:
        for name, value in SETTINGS_OF_TESTS.items():
            server.execute(f"ALTER SYSTEM SET {name} = {value}")
        server.execute("SELECT pg_reload_conf()")
        server.execute(f"GRANT SET ON PARAMETER session_replication_role TO {NAME}")  # for Emptying


# Pages of a table that is emptied by TRUNCATE, with all that refer to it. To delete a few rows takes a hundredth of the time.
MANY_PAGES = 64


class Emptying:
    """Empties the tables that a committed test has filled.

    Django's `flush` empties all tables and writes anew what `migrate` writes into an empty archive, which takes five times as
    long. It is left to do so where a test has changed that.
    """

    def __init__(self) -> None:
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        tables = sorted(set(names) - {*WRITTEN_BY_MIGRATE})
        self.filled = " UNION ALL ".join(
            f"SELECT '{name}', pg_relation_size('{name}') / 8192 WHERE EXISTS (SELECT FROM {name})"
            for name in tables
        )
        self.written = _written_by_migrate()
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
            self.can_delete = cursor.fetchone()[0]

    def __call__(self) -> None:
        """Empty them."""
        with connection.cursor() as cursor:
            cursor.execute(self.filled)
            pages = dict(cursor.fetchall())
            large = [name for name, many in pages.items() if many >= MANY_PAGES or not self.can_delete]
            if large:
                cursor.execute(f"TRUNCATE {', '.join(large)} CASCADE")
            if small := pages.keys() - large:
                _delete_all(small)
        if _written_by_migrate() != self.written:
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
            self.written = _written_by_migrate()
        with connection.cursor() as cursor:
            cursor.execute(FIRST_CHANGE)


def _delete_all(tables: Iterable[str]) -> None:
    """Delete all rows, without a trigger or a check of keys: whatever they would delete or check is deleted as well."""
    rows = "".join(f"DELETE FROM {name};" for name in tables)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = replica; {rows}")


def _written_by_migrate() -> list[tuple]:
    digests = (
        f"(SELECT md5(string_agg(row::text, '' ORDER BY id)) FROM {name} AS row)"
        for name in WRITTEN_BY_MIGRATE
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(digests)}")
        return cursor.fetchall()


@contextmanager
def written_once(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep rows written in the block for all tests of a module, each of which rolls back its own; roll them back afterwards.

    Write in the block of `blocker.unblock()`. What is to be committed is in tests/committed.py.
    """
    with ExitStack() as ends:
        with blocker.unblock():
            ends.enter_context(transaction.atomic())
        try:
            yield
        finally:
            with blocker.unblock():
                transaction.set_rollback(True)
                ends.close()


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other runs, and other workers of this one, from making or dropping databases within the block."""
    settings.ARCHIVE_HOME.mkdir(parents=True, exist_ok=True)
    with (settings.ARCHIVE_HOME / "test_databases.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
