"""The whole archive as `make run` starts it: real processes, asked over HTTP, killed and stopped."""

from __future__ import annotations

import contextlib
import gzip
import http.cookiejar
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from archive.hosting.database.problems import DatabaseUnavailableError
from archive.hosting.database.server import Cluster
from archive.management.commands.run import Command
from tests.hosting.test_environment import ROOT, run_manage, shell_environment

STARTED = "Ctrl-C stops everything."
PATIENCE = 150  # seconds until something that must happen has to have happened; the machine may be busy with other work


@dataclass
class Run:
    """An archive that runs, and what it printed when it started."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    printed: str

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Ask for an address, and return the status and the body."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                request, timeout=20
            ) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()

    def is_well(self) -> bool:
        """Return whether /healthz says so."""
        with contextlib.suppress(OSError):
            return self.get("/healthz")[0] == 200
        return False

    def children(self, word: str) -> list[int]:
        """Find the processes started by this run whose command line has a word."""
        found = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True).stdout
        lines = [line.split(maxsplit=2) for line in found.splitlines()]
        return [
            int(pid) for pid, parent, command in lines if int(parent) == self.process.pid and word in command
        ]

    def child(self, word: str, *, but: int = 0) -> int:
        """Wait for the one process whose command line has a word, and that is not a former one."""
        found: list[int] = []

        def is_there() -> bool:
            found[:] = [pid for pid in self.children(word) if pid != but]
            return len(found) == 1

        assert _eventually(is_there), word
        return found[0]

    def ask(self, statement: str) -> object:
        """Ask the database for one value."""
        with psycopg.connect(Cluster(self.home).url, autocommit=True) as connection:
            return connection.execute(statement).fetchone()[0]


@contextlib.contextmanager
def _running(home: Path) -> Iterator[Run]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run"],
        cwd=ROOT, env=shell_environment(ARCHIVE_HOME=str(home), PORT=str(port), WEB_CONCURRENCY="1"),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    printed = ""
    try:
        while STARTED not in printed and (line := process.stdout.readline()):
            printed += line
        assert STARTED in printed, printed
        yield Run(home, port, process, printed)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


def _eventually(happens: Callable[[], object], *, every: float = 0.1) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(every)
    return False


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Make a directory for an archive."""
    path = Path(tempfile.mkdtemp(prefix="dateline-run-", dir="/tmp"))
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def first_start(home) -> Run:
    """Start an archive for the first time, edit a report, and interrupt it."""
    with _running(home) as run:
        assert run.ask("SELECT count(*) FROM archive_article") > 80
        run.ask(
            "UPDATE archive_article SET headline = 'Edited' WHERE id = (SELECT min(id) FROM archive_article) RETURNING id"
        )
        programs = run.children("")
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(PATIENCE) == 0
        assert "Everything has stopped." in run.process.stdout.read()
        assert not Cluster(home).process
        assert not [pid for pid in programs if Path(f"/proc/{pid}").exists()]
    return run


@pytest.fixture(scope="module")
def run(first_start) -> Iterator[Run]:
    """Start it again, for the tests that leave it running."""
    with _running(first_start.home) as running:
        yield running


def test_an_interrupt_stops_everything_and_the_next_start_keeps_what_was_edited(first_start, run):
    assert (
        re.search(r"as (\w+), password ", run.printed)[1]
        == re.search(r"as (\w+), password ", first_start.printed)[1]
    )
    assert run.ask("SELECT count(*) FROM archive_article WHERE headline = 'Edited'") == 1


def test_it_is_well_and_says_where(run):
    assert f"http://127.0.0.1:{run.port}/" in run.printed
    assert _eventually(run.is_well)
    assert set(json.loads(run.get("/healthz")[1]).values()) == {"ok"}


def test_the_printed_login_works(run):
    user, password = re.search(r"as (\w+), password (\S+) ", run.printed).groups()
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
    )
    address = f"http://127.0.0.1:{run.port}/admin/login/?next=/admin/"
    form = browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    data = urllib.parse.urlencode(
        {"username": user, "password": password, "csrfmiddlewaretoken": token}
    ).encode()

    answer = browser.open(urllib.request.Request(address, data, {"Referer": address}))

    assert answer.url.endswith("/admin/")
    assert "sessionid" in {cookie.name for cookie in jar}


def test_what_is_secret_only_the_owner_can_read(run):
    assert [(run.home / name).stat().st_mode & 0o777 for name in ("editor_password", "secret_key")] == [
        0o600,
        0o600,
    ]


def test_static_files_come_compressed(run):
    manifest = json.loads((run.home / "static" / "staticfiles.json").read_text())
    path = f"/static/{manifest['paths']['admin/css/base.css']}"

    status, body = run.get(path, **{"Accept-Encoding": "gzip"})

    assert (status, body[:2]) == (200, b"\x1f\x8b")


def test_a_search_is_light_at_the_first_visit_and_lighter_at_the_second(run):
    status, page = run.get("/search/?q=taleban+mazar-e-sharif", **{"Accept-Encoding": "gzip"})
    files = set(
        re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|woff2))"', gzip.decompress(page).decode())
    )

    weights = {path: len(run.get(path, **{"Accept-Encoding": "gzip"})[1]) for path in files}

    assert status == 200
    assert sum(path.endswith(".woff2") for path in files) == 2
    assert (
        sum(path.endswith(".css") for path in files) == 3
    )  # of every page, of the search, and for paper: their parts are in them
    assert len(page) + sum(weights.values()) < 120_000, weights
    assert len(page) < 20_000


def test_a_second_archive_does_not_take_its_port(run, tmp_path):
    done = run_manage("run", ARCHIVE_HOME=str(tmp_path), PORT=str(run.port))

    assert done.returncode == 1
    assert f"Port {run.port} of this machine is taken" in done.stderr
    assert f"PORT={run.port + 1} make run" in done.stderr
    assert not (tmp_path / "postgres").exists()


def test_a_port_that_is_being_let_go_of_is_awaited():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        command = Command(stdout=LettingGo(listener))
        command.port = listener.getsockname()[1]

        assert command._await_port()


class LettingGo(io.StringIO):
    """An output that closes a listener as soon as a message says to wait."""

    def __init__(self, listener: socket.socket) -> None:
        super().__init__()
        self.listener = listener

    def write(self, said: str) -> int:
        assert "waiting a few seconds" in said
        self.listener.close()
        return len(said)


def test_the_database_is_not_stopped_under_it(run):
    done = run_manage("database", "stop", ARCHIVE_HOME=str(run.home))

    assert done.returncode == 1
    assert "Other processes use the database" in done.stderr
    assert run.is_well()


def test_the_database_commands_show_it(run):
    status = run_manage("database", "status", ARCHIVE_HOME=str(run.home)).stdout
    url = run_manage("database", "url", ARCHIVE_HOME=str(run.home)).stdout.strip()
    psql = run_manage(
        "database", "psql", "--", "-Atc", "SELECT current_user", ARCHIVE_HOME=str(run.home)
    ).stdout

    assert status.startswith("running as process ")
    assert url == Cluster(run.home).url
    assert psql == "dateline\n"


def _queue(run: Run, *, status: str) -> None:
    run.ask(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, args, status, attempts, abort_requested)"
        f" VALUES ('matching', 'match_again', 0, 'matching', '{{\"texts\": []}}', '{status}', 0, false) RETURNING id"
    )


def test_its_worker_does_jobs(run):
    _queue(run, status="todo")

    # Jobs that succeed are removed from the queue.
    assert _eventually(lambda: run.ask("SELECT count(*) FROM procrastinate_jobs") == 0)


def test_a_job_of_a_killed_worker_is_done_by_the_next(run):
    _queue(run, status="doing")
    worker = run.child("manage.py worker")
    os.kill(worker, signal.SIGKILL)

    assert _eventually(lambda: run.ask("SELECT count(*) FROM procrastinate_jobs") == 0)
    run.child("manage.py worker", but=worker)


def test_a_killed_web_server_comes_back(run):
    web = run.child("gunicorn")
    os.kill(web, signal.SIGKILL)

    run.child("gunicorn", but=web)
    assert _eventually(run.is_well)


def test_a_killed_database_comes_back(run):
    cluster, killed = Cluster(run.home), Cluster(run.home).process
    os.kill(killed, signal.SIGKILL)

    assert _eventually(lambda: cluster.process != killed and cluster.is_ready)
    assert _eventually(run.is_well)
    assert run.ask("SELECT count(*) FROM auth_user") == 1
    _queue(run, status="todo")
    assert _eventually(lambda: run.ask("SELECT count(*) FROM procrastinate_jobs") == 0)


def test_a_database_that_cannot_be_started_again_is_told_once_and_tried_until_it_can(monkeypatch, tmp_path):
    answers = iter(
        [DatabaseUnavailableError("The disk is full."), DatabaseUnavailableError("The disk is full."), None]
    )

    def ensure(home: Path) -> None:
        if answer := next(answers):
            raise answer

    monkeypatch.setattr("archive.hosting.database.server.ensure", ensure)
    monkeypatch.setattr(settings, "ARCHIVE_HOME", tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    command = Command(stdout=io.StringIO())

    for _ in range(3):
        command._keep_database()

    assert command.stdout._out.getvalue() == (
        "The database has stopped and cannot be restarted: The disk is full.\nThe database had stopped and was restarted.\n"
    )


def test_everything_killed_at_once_starts_again(run):
    users = run.ask("SELECT count(*) FROM auth_user")
    everything = [run.process.pid, *run.children(""), Cluster(run.home).process]
    for process in everything:
        with contextlib.suppress(ProcessLookupError):  # whose parent was killed may have ended by now
            os.kill(process, signal.SIGKILL)
    run.process.wait()

    with _running(run.home) as again:
        assert _eventually(again.is_well)
        assert again.ask("SELECT count(*) FROM auth_user") == users
