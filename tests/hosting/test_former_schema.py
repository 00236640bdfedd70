"""An archive from before the first release, whose schema came about in 25 steps, comes over whole; its database stays as it is.

The files of tests/data/former were written by that version: an archive of tests/whole.py with a merge and a protected name, as
`export_archive` and `dumpdata` wrote it, and what it answered.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from archive.hosting.checks import FORMER_MIGRATION, FORMER_SCHEMA
from archive.hosting.database.server import Cluster
from archive.management.exporting import export
from archive.matching.rebuild import compare
from archive.models import Article, Entity, Step, StepRow, VariantWords
from tests.databases import drop
from tests.hosting.test_moving import empty, manifest_of
from tests.whole import answers

ROOT = Path(__file__).resolve().parents[2]
FORMER = ROOT / "tests/data/former"
SAID = json.loads((FORMER / "answers.json").read_text())
# These have had columns added.
LONGER = {
    f"archive_{name}"
    for name in ("article", "articleevent", "batch", "capture", "entity", "entityevent", "mention", "step")
}
SHIPPED = {"archive_variantwords", "archive_variantwordsevent"}  # these come with the schema
PERMISSIONS = {"auth_permission", "django_content_type"}  # those of removed models remain


@pytest.mark.django_db(transaction=True)
def test_an_exported_archive_comes_over_whole(tmp_path):
    empty()
    call_command(
        "migrate", "archive", "0005_rules", verbosity=0
    )  # as in a new archive, before words come with the schema

    call_command("import_archive", FORMER / "archive.zip", verbosity=0)

    assert answers() == SAID and compare().is_in_line
    assert Step.objects.get().summary == "General Malik merged into Malik" and StepRow.objects.exists()
    assert Entity.objects.get(visibility="protected").names.count() == 1
    export(tmp_path / "again.zip")
    before, after = (
        {
            table["name"]: table["rows"] if table["name"] in LONGER else table["sha256"]
            for table in manifest_of(path)[1]["tables"]
            if table["name"] not in PERMISSIONS
        }
        for path in (FORMER / "archive.zip", tmp_path / "again.zip")
    )  # fmt: skip
    assert before == {name: after.pop(name) for name in before}
    assert VariantWords.objects.exists()
    after = {name: digest for name, digest in after.items() if name not in SHIPPED}
    assert set(after.values()) == {hashlib.sha256().hexdigest()}, "tables that have come since hold nothing"


@pytest.mark.django_db
def test_its_fixtures_are_loaded():
    call_command("loaddata", FORMER / "archive.json", verbosity=0)

    assert answers() == SAID
    assert Article.objects.count() == 7 and Entity.objects.filter(visibility="protected").exists()


@pytest.fixture
def former_database(django_db_setup, django_db_blocker):
    """Make a database that says it has the schema of before; yield its address."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("makes a database of its own on the embedded server")
    name = f"former_{os.getpid()}"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    address = Cluster(Path(os.environ["ARCHIVE_HOME"])).url.replace("/dateline?", f"/{name}?")
    with psycopg.connect(address) as database:
        database.execute(
            "CREATE TABLE django_migrations (id bigint GENERATED ALWAYS AS IDENTITY, app text, name text, applied timestamptz)"
        )
        database.cursor().executemany(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('archive', %s, now())",
            [(FORMER_MIGRATION[1],), ("0002_models",), ("0003_search_records",), ("0004_groups",)],
        )
    try:
        yield address
    finally:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            drop(cursor, name)


@pytest.mark.parametrize("command", ["migrate", "run", "export_archive nothing.zip"])
def test_its_database_is_left_as_it_is_and_the_way_over_is_told(command, former_database):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    variables = {
        **os.environ, "DATABASE_URL": former_database, "DJANGO_SETTINGS_MODULE": "archive.settings", "PORT": str(port)
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "manage.py", *command.split()], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )  # fmt: skip

    assert done.returncode == 1
    assert FORMER_SCHEMA in done.stderr and "Traceback" not in done.stderr
    with psycopg.connect(former_database) as database:
        assert database.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace").fetchall() == [
            ("django_migrations",)
        ]  # fmt: skip
