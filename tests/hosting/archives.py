"""Archives on servers of their own, each begun as a copy of one that is made once for each state of the code."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from archive.hosting.database.server import NAME
from tests.databases import spare_the_server
from tests.hosting.servers import ROOT, Server, manage
from tests.state_of_code import digest

MADE = Path(os.environ.get("ARCHIVE_TEST_HOME") or ROOT / "var" / "test") / "archives"
MADE_FROM = ("static", "fixtures", "tests/hosting/archives.py")
PATIENCE = 900  # seconds for a command; the machine may be busy with other work
PREPARE = """
from django.core.management import call_command
from archive.management.preparation import collect_static_files
call_command("migrate", verbosity=0)
call_command("createsuperuser", interactive=False, username="curator", email="")
collect_static_files()
"""
# With what a worker would make of it in the first minute, so that nobody who is served a copy waits for that.
LOAD_DEMO = """
from django.core.management import call_command
from archive.matching.duplicates import compare_entries
call_command("loaddata", "demo", verbosity=0)
call_command("suggest_claims", verbosity=0)
compare_entries()
"""


def copy_archive(top: Path, *, demo: bool = False) -> Server:
    """Copy an archive below a directory and return its server, which does not run.

    In `primary` it has the schema, one curator and, if asked for, the demo; in `web` its static files.
    """
    with _alone():
        subprocess.run(
            ["cp", "-a", "--reflink=auto", f"{_made('demo' if demo else 'schema')}/.", top], check=True
        )
    return Server(top / "primary")


def copy_database(home: Path, *, durable: bool = False) -> None:
    """Give an archive whose home is this directory a database with the schema and one curator; its server does not run.

    Args:
        durable: whether it will write to the disk as in use, which the others leave to the system.
    """
    home.mkdir(parents=True, exist_ok=True)
    with _alone():
        subprocess.run(
            ["cp", "-a", "--reflink=auto", _made("schema") / "primary" / "postgres", home], check=True
        )
    if durable:
        (home / "postgres" / "postgresql.auto.conf").write_text("")


def copy_prepared(home: Path) -> None:
    """Give an archive whose home is this directory what its first start would make, but for the first account and the demo."""
    copy_database(home)
    with _alone():
        subprocess.run(["cp", "-a", "--reflink=auto", _made("schema") / "web" / "static", home], check=True)
    server = Server(home)
    server.begin()
    server.ask("TRUNCATE auth_user CASCADE")
    server.end()


@contextlib.contextmanager
def primary_alone(*, demo: bool = False) -> Iterator[Server]:
    """Run a server with the schema, one curator and perhaps the demo."""
    with primary_and_replicas(names=(), demo=demo) as (primary,):
        yield primary


@contextlib.contextmanager
def primary_and_replicas(
    *, names: tuple[str, ...] = ("first", "second"), logged: bool = False, demo: bool = False
) -> Iterator[tuple[Server, ...]]:
    """Run a primary with the schema and one curator, and replicas that stream from it; each may log its statements."""
    top = Path(tempfile.mkdtemp(prefix="dateline-test-", dir="/tmp"))
    running = [copy_archive(top, demo=demo)]
    try:
        running[0].begin()
        if logged:
            running[0].ask("ALTER SYSTEM SET log_statement TO 'all'", user="postgres")
            running[0].ask("SELECT pg_reload_conf()", user="postgres")
        running += [make_replica(running[0], top / name) for name in names]
        yield tuple(running)
    finally:
        for server in reversed(running):
            server.freeze(on=False) if server.process else None
            server.end()
            shutil.rmtree(server.socket_directory, ignore_errors=True)
        shutil.rmtree(top, ignore_errors=True)


def make_replica(primary: Server, home: Path) -> Server:
    """Copy a running primary and start the copy, which follows it from then on."""
    replica = Server(home)
    with replica.lock():
        replica._admit_server()
        replica._make_directory(replica.data)
    options = ("--wal-method=stream", "--checkpoint=fast", "--write-recovery-conf")
    replica.run("pg_basebackup", "-D", replica.data, "-d", _superuser(primary.url), *options)
    replica.begin()
    return replica


def _superuser(url: str) -> str:
    return url.replace(f"//{NAME}@", "//postgres@")


# The archives that are copied


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Keep other runs, and other workers of this one, from making or removing them within the block."""
    MADE.mkdir(parents=True, exist_ok=True)
    with (MADE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made(name: str) -> Path:
    """Return the directory of an archive, made first if the code has changed since; remove those of earlier states."""
    state = digest(*MADE_FROM)
    made = MADE / f"{name}-{state}"
    if made.exists():
        return made
    for path in MADE.iterdir():
        if path.is_dir() and not path.name.endswith(state):
            shutil.rmtree(path)
    half = MADE / f"half-{state}"
    shutil.rmtree(half, ignore_errors=True)
    _make(name, half)
    return half.rename(made)


def _make(name: str, top: Path) -> None:
    top.mkdir()
    if name == "demo":
        subprocess.run(["cp", "-a", "--reflink=auto", f"{_made('schema')}/.", top], check=True)
    server = Server(top / "primary")
    try:
        server.begin()
        spare_the_server(server)
        if name == "demo":
            manage(server, "shell", "-v0", "-c", LOAD_DEMO, seconds=PATIENCE)
        else:
            manage(server, "shell", "-v0", "-c", PREPARE, seconds=PATIENCE)
    finally:
        server.end()
        if server.socket_directory != server.data:
            shutil.rmtree(server.socket_directory, ignore_errors=True)
