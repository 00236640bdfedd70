"""The embedded server: real processes in their own directories, killed and restarted."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from archive.hosting.database import server
from archive.hosting.database.problems import DatabaseUnavailableError, explanation
from archive.hosting.database.server import Cluster
from archive.hosting.database.tuning import machine_memory

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 150  # seconds; the machine may be busy with other work
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")

# A process that holds the server until its input ends.
HOLDER = "import sys; from pathlib import Path; from archive.hosting.database import server; server.ensure(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Make one archive for the tests of this module; each leaves its server stopped."""
    with _directory() as path:
        yield path


@pytest.fixture(autouse=True)
def _stopped_afterwards(request) -> Iterator[None]:
    yield
    if "home" in request.fixturenames:
        path = request.getfixturevalue("home")
        server.release(path)
        _stop(path)


@contextlib.contextmanager
def _directory(name: str = "home") -> Iterator[Path]:
    # Not below pytest's own directory, which it closes to other users whenever a run begins.
    top = Path(tempfile.mkdtemp(prefix="dateline-test-", dir="/tmp"))
    path = top / name
    try:
        yield path
    finally:
        server.release(path)
        if path.is_dir():
            _stop(path)
        shutil.rmtree(Cluster(path).socket_directory, ignore_errors=True)
        shutil.rmtree(top)


def _stop(home: Path) -> None:
    cluster = Cluster(home)
    with cluster.lock():
        cluster.stop()


@contextlib.contextmanager
def _holder(home: Path) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.stdin.close()
        process.wait(PATIENCE)
        process.stdout.close()


def _connect(home: Path) -> psycopg.Connection:
    return psycopg.connect(Cluster(home).url, autocommit=True)


def _ask(home: Path, statement: str) -> object:
    with _connect(home) as connection:
        return connection.execute(statement).fetchone()[0]


def _await_end(cluster: Cluster) -> None:
    end = time.monotonic() + PATIENCE
    while cluster.process:
        assert time.monotonic() < end, "the killed server goes on"
        time.sleep(0.05)


# How it is made


def test_it_tells_letters_from_curly_quotes(home):
    server.ensure(home)

    assert _ask(home, "SELECT datctype FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
    assert _ask(home, "SELECT to_tsvector('simple', '“Taliban”')") == "'taliban':1"
    assert _ask(home, "SELECT upper('ž')") == "Ž"


def test_it_is_durable_and_does_not_compile_queries(home):
    server.ensure(home)

    assert [_ask(home, f"SHOW {name}") for name in ("fsync", "full_page_writes", "jit")] == [
        "on",
        "on",
        "off",
    ]


def test_it_is_reached_by_its_socket_alone_and_by_no_other_user(home):
    server.ensure(home)

    assert _ask(home, "SHOW listen_addresses") == ""
    assert Cluster(home).socket_directory.stat().st_mode & 0o077 == 0


def test_the_archive_is_no_superuser_of_it(home):
    server.ensure(home)

    assert _ask(home, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert _ask(home, "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user") is True


def test_variables_of_other_servers_do_not_disturb_it(home, monkeypatch):
    for name, value in {
        "PGDATA": "/nowhere",
        "PGPORT": "1",
        "PGHOST": "nowhere",
        "PGDATABASE": "other",
    }.items():
        monkeypatch.setenv(name, value)

    server.ensure(home)

    assert _ask(home, "SELECT current_database()") == "dateline"


def test_what_is_put_into_its_configuration_by_hand_wins(home):
    server.ensure(home)
    server.release(home)
    configuration = Cluster(home).data / "postgresql.conf"
    before = configuration.read_text()
    configuration.write_text(f"{before}work_mem = '33MB'\n")

    server.ensure(home)

    assert _ask(home, "SHOW work_mem") == "33MB"
    configuration.write_text(before)


# Who holds it


def test_it_runs_until_its_last_holder_ends(home):
    with _holder(home) as first, _holder(home):
        first.stdin.close()
        first.wait(PATIENCE)
        assert Cluster(home).is_ready
    assert not Cluster(home).process


def test_a_killed_holder_lets_go(home):
    with _holder(home) as killed:
        killed.kill()
        killed.wait()
        assert Cluster(home).is_ready
        assert not Cluster(home).is_held
    with _holder(home):
        assert Cluster(home).is_held
    assert not Cluster(home).process


def test_a_forked_child_does_not_stop_it(home):
    server.ensure(home)

    child = os.fork()
    if not child:
        server._release_all(os.getppid())
        os._exit(0)
    os.waitpid(child, 0)

    assert _ask(home, "SELECT 1") == 1
    assert Cluster(home).is_held


def test_started_to_stay_it_outlives_its_holders(home):
    cluster = Cluster(home)
    with cluster.lock():
        cluster.start(stay=True)
    with _holder(home):
        pass

    assert cluster.is_ready
    _stop(home)
    assert not cluster.process
    assert not cluster.stays


def test_many_that_come_first_at_once_agree(home):
    with contextlib.ExitStack() as stack:
        starting = [sys.executable, "-c", HOLDER, str(home)]
        processes = [
            stack.enter_context(
                subprocess.Popen(starting, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            )
            for _ in range(4)
        ]
        assert [process.stdout.readline() for process in processes] == ["held\n"] * 4
        assert _ask(home, "SELECT 1") == 1
        for process in processes:
            process.stdin.close()
    assert not Cluster(home).process


# What it survives


def test_a_killed_server_recovers_and_loses_nothing(home):
    server.ensure(home)
    with _connect(home) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("TRUNCATE kept")
        connection.execute("INSERT INTO kept VALUES ('Mazar')")
    os.kill(Cluster(home).process, signal.SIGKILL)
    _await_end(Cluster(home))

    server.ensure(home)

    assert _ask(home, "SELECT string_agg(word, ',') FROM kept") == "Mazar"


def test_a_killed_server_whose_children_go_on_recovers(home):
    server.ensure(home)
    cluster = Cluster(home)
    busy = _connect(home)
    child = busy.info.backend_pid
    os.kill(child, signal.SIGSTOP)  # it cannot notice that the server is gone
    os.kill(cluster.process, signal.SIGKILL)
    _await_end(cluster)
    assert child in cluster._orphans()

    server.ensure(home)

    assert _ask(home, "SELECT 1") == 1
    assert child not in cluster._orphans()
    with contextlib.suppress(psycopg.OperationalError):
        busy.execute("SELECT 1")
    busy.close()


def test_server_and_holder_killed_together_recover(home):
    with _holder(home) as holder:
        with _connect(home) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS both_killed (word text)")
            connection.execute("INSERT INTO both_killed VALUES ('Kunduz')")
        holder.kill()
        os.kill(Cluster(home).process, signal.SIGKILL)
        _await_end(Cluster(home))

    server.ensure(home)

    assert _ask(home, "SELECT count(*) FROM both_killed") == 1


@pytest.mark.parametrize("line", ["this process", "nobody", "not a number", ""])
def test_a_stale_pid_file_does_not_matter(home, line):
    with _holder(home):
        pass
    process = {"this process": str(os.getpid()), "nobody": "4194000"}.get(line, line)
    cluster = Cluster(home)
    (cluster.data / "postmaster.pid").write_text(
        f"{process}\n{cluster.data}\n1\n5432\n{cluster.data}\n\n1 1\nready   \n"
    )
    (cluster.socket_directory / f"{server.SOCKET_NAME}.lock").write_text(f"{process}\n")

    server.ensure(home)

    assert _ask(home, "SELECT 1") == 1


def test_a_first_start_that_was_interrupted_is_done_again():
    with _directory() as home:
        half = home / "postgres.new"
        half.mkdir(parents=True)
        (half / "PG_VERSION").write_text("18\n")

        server.ensure(home)

        assert _ask(home, "SELECT 1") == 1
        assert not half.exists()


def test_a_moved_archive_starts_in_its_new_place():
    with _directory("before") as before:
        server.ensure(before)
        with _connect(before) as connection:
            connection.execute("CREATE TABLE moved AS SELECT 'Herat' AS word")
        server.release(before)
        after = before.rename(before.with_name("after"))

        server.ensure(after)

        assert _ask(after, "SELECT word FROM moved") == "Herat"
        server.release(after)
        before.mkdir()


# Where it lives


def test_two_archives_do_not_meet(home):
    with _directory() as other:
        server.ensure(home)
        server.ensure(other)
        with _connect(home) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS mine (word text)")

        assert Cluster(home).process != Cluster(other).process
        assert _ask(home, "SELECT to_regclass('mine') IS NOT NULL") is True
        assert _ask(other, "SELECT to_regclass('mine') IS NOT NULL") is False

        os.kill(Cluster(other).process, signal.SIGKILL)
        assert _ask(home, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["x" * 120, "with a space, a comma and 'quotes'", "Архив"])
def test_any_directory_name_will_do(name):
    with _directory(name) as home:
        server.ensure(home)

        assert _ask(home, "SELECT 1") == 1


def test_a_stranger_in_the_place_of_the_short_socket_directory_is_refused():
    with _directory("x" * 120) as home:
        place = Cluster(home).socket_directory
        place.symlink_to("/tmp")

        with pytest.raises(DatabaseUnavailableError, match="remove it and start again"):
            server.ensure(home)
        place.unlink()


# What it says when it cannot start


@as_root
def test_a_directory_of_somebody_else_is_left_alone(home):
    server.ensure(home)
    server.release(home)
    owner = Cluster(home).data.stat()
    os.chown(Cluster(home).data, pwd.getpwnam("nobody").pw_uid, -1)

    with pytest.raises(
        DatabaseUnavailableError,
        match="belongs to the user nobody: run the archive as that user, or set ARCHIVE_HOME",
    ):
        server.ensure(home)
    os.chown(Cluster(home).data, owner.st_uid, -1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_that_cannot_be_written_is_named():
    with pytest.raises(DatabaseUnavailableError, match="/archive cannot be written by this user"):
        server.ensure(Path("/archive"))


def test_a_file_in_the_place_of_the_directory_is_named():
    with _directory() as home:
        home.write_text("")

        with pytest.raises(DatabaseUnavailableError, match="is a file where the archive needs a directory"):
            server.ensure(home)


def test_files_that_are_no_database_are_never_removed():
    with _directory() as home:
        (home / "postgres").mkdir(parents=True)
        (home / "postgres" / "thesis.txt").write_text("mine")
        os.chown(home / "postgres", Cluster(home)._account.pw_uid if os.geteuid() == 0 else -1, -1)

        with pytest.raises(DatabaseUnavailableError, match="holds files, but no database"):
            server.ensure(home)
        assert (home / "postgres" / "thesis.txt").read_text() == "mine"


@as_root
@pytest.mark.parametrize("size", ["8m", "44m"])
def test_a_full_disk_is_named(size):
    with _directory() as home:
        home.mkdir()
        if subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", home], capture_output=True
        ).returncode:
            pytest.skip("file systems cannot be mounted here")
        try:
            with pytest.raises(
                DatabaseUnavailableError, match="The disk that holds .* is full: free some space"
            ):
                server.ensure(home)
        finally:
            subprocess.run(["umount", "-l", home], check=True)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("FATAL:  could not write lock file: No space left on device", "is full: free some space"),
        ("FATAL:  could not resize shared memory segment: No space left on device", "too little memory"),
        ("FATAL:  database files are incompatible with server", "another version of PostgreSQL"),
        ("FATAL:  could not open file: Read-only file system", "cannot be written"),
        ("FATAL:  could not open file: Permission denied", "may not read or write its files"),
        ("LOG: starting\nFATAL:  something else\n", "did not start: something else. More is in /log"),
        ("", "it gave no reason"),
    ],
)
def test_what_the_server_says_becomes_what_to_do(said, meant):
    assert meant in explanation(said, Path("/home"), log_path=Path("/log"))


def test_a_broken_configuration_is_told_in_the_words_of_the_server(home):
    server.ensure(home)
    server.release(home)
    configuration = Cluster(home).data / "postgresql.conf"
    before = configuration.read_text()
    configuration.write_text(f"{before}no_such_setting = 1\n")

    with pytest.raises(DatabaseUnavailableError, match="did not start: .*server.log"):
        server.ensure(home)
    configuration.write_text(before)


def test_the_memory_is_that_of_the_machine_or_of_the_container():
    assert 64 * 1024**2 < machine_memory() <= os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
