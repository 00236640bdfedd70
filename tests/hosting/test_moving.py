"""An archive that is exported and imported comes out the same, on this server and on one of another version."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from archive.hosting.database.accounts import server_account
from archive.management.container import MANIFEST, ContainerError
from archive.management.exporting import carried_models, export
from archive.management.importing import import_
from archive.matching.derivation import rebuild_needed, sign
from archive.matching.rebuild import compare
from archive.models import Article, Capture, Derivation, Fingerprint, PublicWording, SearchRecord
from archive.models.derived import DERIVED_MODELS
from tests.factories import make_article, make_person
from tests.hosting.archives import copy_database, copy_prepared
from tests.hosting.servers import ELSEWHERE, ROOT, Server
from tests.whole import answers, fill

MARKER = "Zarghun"


def fill_with_a_protected_name():
    fill()
    make_person(name=f"{MARKER} Karim", visibility="protected")
    make_article(headline="Silence", body=f"{MARKER} Karim said nothing that was added.")


def empty():
    tables = ", ".join(f'"{model._meta.db_table}"' for model in (*carried_models(), *DERIVED_MODELS))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    sign()  # as migrate does in an empty database


def rewritten(path, *, entry, content):
    """Write the file again with another content of one entry."""
    other = path.with_name("other.zip")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(other, "w") as after:
        for name in before.namelist():
            after.writestr(name, content(before.read(name)) if name == entry else before.read(name))
    return other


def with_manifest(path, change):
    def changed(text):
        manifest = json.loads(text)
        change(manifest)
        return json.dumps(manifest)

    return rewritten(path, entry=MANIFEST, content=changed)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Return the path of the exported archive, shared by all tests; the first one creates it."""
    return tmp_path_factory.mktemp("exported") / "archive.zip"


@pytest.fixture
def file(transactional_db, exported, tmp_path):
    """An exported archive, and an archive here that holds nothing."""
    if not exported.exists():
        fill_with_a_protected_name()
        export(exported)
    empty()
    return Path(shutil.copy(exported, tmp_path / "archive.zip"))


@pytest.mark.django_db(transaction=True)
def test_an_archive_that_is_exported_and_imported_is_the_same(tmp_path):
    fill_with_a_protected_name()
    deleted = make_article()
    number = deleted.pk
    deleted.delete()
    said, out = answers(), StringIO()
    bytes_kept = sorted(bytes(content) for content in Capture.objects.values_list("content", flat=True))
    before = export(tmp_path / "archive.zip")
    empty()

    call_command("import_archive", tmp_path / "archive.zip", stdout=out)

    assert export(tmp_path / "again.zip") == before
    assert Fingerprint.objects.count() == 4, "of the reports that were compared, and no others"
    assert answers() == said and any(said.values())
    assert (
        sorted(bytes(content) for content in Capture.objects.values_list("content", flat=True)) == bytes_kept
    )
    assert rebuild_needed() == "" and compare().is_in_line
    assert get_user_model().objects.get().check_password("a word for tests")
    assert make_article().pk == number + 1, "a number that was given out is not given out again"
    assert "were rebuilt" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_every_table_is_carried_or_derived_or_passing():
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    known = {model._meta.db_table for model in (*carried_models(), *DERIVED_MODELS)}
    left = {name for name in tables - known if not name.startswith(("procrastinate_", "axes_"))}
    assert left == {"django_migrations", "django_session", "archive_indexing"}


def test_readers_see_no_protected_name_before_searches_are_made_anew(file):
    import_(file)

    assert PublicWording.objects.count() == 1 and not SearchRecord.objects.exists()
    assert "run `manage.py rebuild`" in rebuild_needed()


def test_the_file_is_for_its_owner_alone_and_is_there_only_when_it_is_whole(file, exported, tmp_path):
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600

    def stop(table):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(tmp_path / "half.zip", progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    with pytest.raises(CommandError, match="already exists"):
        call_command("export_archive", file)
    with pytest.raises(CommandError, match="is not a directory"):
        call_command("export_archive", tmp_path / "nowhere" / "archive.zip")


def test_what_migrations_have_not_brought_to_this_version_is_not_exported(transactional_db, tmp_path):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("archive", "0005_rules")
    try:
        with pytest.raises(CommandError, match="1 migrations to run"):
            call_command("export_archive", tmp_path / "archive.zip")
    finally:
        recorder.record_applied("archive", "0005_rules")
    assert not list(tmp_path.iterdir())


def test_an_archive_that_holds_something_stays_as_it_is(file):
    report = make_article(headline="Mine")

    with pytest.raises(CommandError, match="is not empty"):
        call_command("import_archive", file)
    assert list(Article.objects.all()) == [report] and SearchRecord.objects.count() == 1


DAMAGES = {
    "lines lost": lambda path: rewritten(path, entry="tables/archive_mention.copy", content=lambda text: text[: text.rindex(b"\n", 0, -1) + 1]),
    "a word changed": lambda path: rewritten(path, entry="tables/archive_article.copy", content=lambda text: text.replace(b"noon", b"nine")),
    "columns lost": lambda path: rewritten(path, entry="tables/archive_article.copy", content=lambda text: text.replace(b"\t", b" ")),
    "a table lost": lambda path: with_manifest(path, lambda manifest: manifest["tables"].append(manifest["tables"][0] | {"name": "archive_nothing"})),
    "no manifest": lambda path: rewritten(path, entry=MANIFEST, content=lambda text: text[:100]),
    "another manifest": lambda path: rewritten(path, entry=MANIFEST, content=lambda text: b"[]"),
    "newer format": lambda path: with_manifest(path, lambda manifest: manifest.update(format=2)),
    "newer version": lambda path: with_manifest(path, lambda manifest: manifest["migrations"].append(["archive", "9999_later"])),
    "older version": lambda path: with_manifest(path, lambda manifest: manifest["migrations"].remove(["archive", "0005_rules"])),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_of_a_file_that_does_not_fit_nothing_comes_in(file, damage):
    other = DAMAGES[damage](file)

    with pytest.raises(CommandError) as refused:
        call_command("import_archive", other)

    assert "\n" not in str(refused.value)
    assert not any(model.objects.exists() for model in (Article, Capture, get_user_model()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)


def test_what_is_no_exported_archive_is_refused(file, tmp_path):
    (tmp_path / "a.txt").write_text("Snow fell.")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(file.read_bytes()[:-1000])
    for path in (tmp_path / "a.txt", cut, tmp_path / "nothing.zip"):
        with pytest.raises(ContainerError, match="is not an exported archive|does not exist"):
            import_(path)


def test_a_bit_that_fell_over_is_noticed(file):
    with zipfile.ZipFile(file) as container:
        info = container.getinfo("tables/archive_article.copy")
    content = bytearray(file.read_bytes())
    content[info.header_offset + 100 + info.compress_size // 2] ^= 1
    file.write_bytes(content)

    with pytest.raises(CommandError):
        call_command("import_archive", file)
    assert not Article.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_knows_what_made_the_data_of_an_archive_that_was_just_imported(file):
    import_(file)

    assert Derivation.objects.get().made_by == ""


# Another version


def other_servers():
    """Return the programs of PostgreSQL 15 and newer that are installed here and are of another version than the embedded one."""
    found = {
        int(path.parents[1].name): path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
    }
    return [programs for version, programs in sorted(found.items()) if version >= 15 and version != 18]


@contextmanager
def other_server(programs, top):
    """Run a server of another version on its own socket; yield the address of an empty database."""
    account = server_account()
    options = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    data = top / "other"
    data.mkdir(mode=0o700)
    if account:
        os.chown(data, account.pw_uid, account.pw_gid)

    def run(program, *arguments):
        subprocess.run(
            [programs / program, *map(str, arguments)], check=True, capture_output=True, cwd="/", **options
        )

    run(
        "initdb",
        "-D",
        data / "data",
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    )
    settings = f"-c listen_addresses= -c unix_socket_directories={data} -c fsync=off"
    run("pg_ctl", "-D", data / "data", "-o", settings, "-l", data / "log", "-w", "start")
    try:
        with psycopg.connect(f"host={data} user=postgres dbname=postgres", autocommit=True) as server:
            server.execute("CREATE ROLE dateline LOGIN")
            server.execute(
                "CREATE DATABASE dateline OWNER dateline TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
            )
        yield f"postgresql://dateline@/dateline?host={data}"
    finally:
        run("pg_ctl", "-D", data / "data", "-m", "immediate", "-w", "stop")


def manage(address, home, *command):
    """Run a command with the archive of an address; return what it printed."""
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    own = {
        "ARCHIVE_HOME": str(home),
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "SECRET_KEY": "of the tests alone",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, command)], cwd=ROOT, env=kept | own, capture_output=True, text=True, timeout=300
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


STAY = """
import io, json
from django.core.management import call_command
from tests.whole import answers
{come}
checked = io.StringIO()
call_command("rebuild", "--check", stdout=checked)
call_command("export_archive", {leave!r}, verbosity=0)
print(json.dumps([answers(), checked.getvalue()]))
"""


def stay(address, home, *, come, leave):
    """Let the archive of an address begin as some code says and export it; return its answers. One process for all of it."""
    said, checked = json.loads(
        manage(address, home, "shell", "-v0", "-c", STAY.format(come=come, leave=str(leave))).splitlines()[-1]
    )
    assert "nothing differs" in checked
    return said


def imported(path):
    return f"call_command('import_archive', {str(path)!r}, verbosity=0)"


def manifest_of(path):
    with zipfile.ZipFile(path) as container:
        manifest = json.loads(container.read(MANIFEST))
    return manifest.pop("postgresql"), manifest


@pytest.mark.slow
def test_an_archive_moves_to_a_server_of_another_version_and_back():
    if not (servers := other_servers()):
        pytest.skip("no other version of PostgreSQL is installed here (on Debian: postgresql-15)")
    top = Path(tempfile.mkdtemp(prefix="dateline-move-", dir="/tmp"))
    top.chmod(0o755)
    first, last = Server(top / "first"), Server(top / "last")
    try:
        with other_server(servers[0], top) as other:
            copy_database(first.home)
            copy_prepared(last.home)  # the other one begins without a schema
            for server in (first, last):
                server.begin()
            files = [top / name for name in ("first.zip", "other.zip", "last.zip")]
            filling = "from tests.hosting.test_moving import fill_with_a_protected_name as fill; fill()"
            said = stay(first.url, top, come=filling, leave=files[0])
            assert len(said["added"]) == 3, said
            assert stay(other, top, come=imported(files[0]), leave=files[1]) == said
            assert stay(last.url, top, come=imported(files[1]), leave=files[2]) == said

            versions, manifests = zip(*map(manifest_of, files), strict=True)
            assert versions[0] == versions[2] != versions[1]
            assert manifests[0] == manifests[1] == manifests[2]
    finally:
        for server in (first, last):
            server.end()
            shutil.rmtree(server.socket_directory, ignore_errors=True)
        shutil.rmtree(top, ignore_errors=True)
