"""Readers while other connections are silent or slow: a real web process with two threads."""

from __future__ import annotations

import contextlib
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.hosting.archives import primary_alone
from tests.hosting.servers import (
    PATIENCE,
    Server,
    Visitor,
    await_that,
    children,
    serving,
    web_server,
)
from tests.hosting.test_outages import ask

pytestmark = pytest.mark.slow

HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_A_BODY = (
    "POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={token}\r\nContent-Length: 1000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\nusername=curator&csrfmiddlewaretoken="
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Run a server with an empty archive."""
    with primary_alone() as primary:
        yield primary


@pytest.fixture(scope="module")
def port(server) -> Iterator[int]:
    """Serve its archive."""
    with serving(server, STATEMENT_TIMEOUT_SECONDS="30") as number:
        yield number


@contextlib.contextmanager
def connections(port: int, beginning: bytes, *, many: int) -> Iterator[list[socket.socket]]:
    """Open connections that send something, and then nothing."""
    with contextlib.ExitStack() as stack:
        opened = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE)) for _ in range(many)
        ]
        for each in opened:
            each.sendall(beginning)
        yield opened


def beginnings(port: int) -> dict[str, bytes]:
    """Return what slow connections may have sent."""
    visitor = Visitor(port)
    visitor.get("/admin/login/")
    body = HALF_A_BODY.format(token=visitor.cookies["csrftoken"]).encode()
    return {"silent": b"", "half a header": HALF_A_HEADER, "half a body": body}


@pytest.mark.parametrize("kind", ["silent", "half a header", "half a body"])
def test_slow_connections_keep_no_reader_waiting(port, kind):
    with connections(port, beginnings(port)[kind], many=40), ThreadPoolExecutor(4) as pool:
        begun = time.monotonic()
        answers = list(pool.map(lambda _: ask(port, "/about/")[0], range(8)))

    assert answers == [200] * 8
    assert time.monotonic() - begun < PATIENCE


def test_a_connection_that_stays_silent_is_closed(port):
    with connections(port, HALF_A_HEADER, many=1) as (silent,):
        silent.settimeout(60)
        assert silent.recv(1000) == b""


def test_a_request_in_pieces_is_answered(port):
    with connections(port, b"GET /about/ HTT", many=1) as (slow,):
        for piece in (b"P/1.1\r\nHo", b"st: localhost\r\nConnection: close\r\n", b"\r\n"):
            time.sleep(0.1)
            slow.sendall(piece)
        assert slow.recv(1000).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize(
    "nonsense",
    [b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nA: " + b"a" * 70_000 + b"\r\n\r\n"],
)
def test_what_is_no_request_is_refused_and_disturbs_nobody(port, nonsense):
    with connections(port, nonsense, many=1) as (odd,):
        assert odd.recv(1000).startswith((b"HTTP/1.0 4", b"HTTP/1.1 4", b"HTTP/1.0 5"))

    assert ask(port, "/about/")[0] == 200


def test_no_page_keeps_monitors_waiting(server, port):
    with psycopg.connect(server.url) as holder, ThreadPoolExecutor(6) as pool:
        holder.execute("LOCK archive_entity, archive_name IN ACCESS EXCLUSIVE MODE")
        waiting = [pool.submit(ask, port, "/people/") for _ in range(6)]
        await_that(lambda: server.ask("SELECT count(*) FROM pg_locks WHERE NOT granted") >= 2)

        assert ask(port, "/healthz")[0] == 200
        assert not any(page.done() for page in waiting)
        holder.rollback()


def test_a_flood_of_sign_ins_keeps_no_reader_waiting(server, port):
    with psycopg.connect(server.url) as holder, ThreadPoolExecutor(6) as pool:
        holder.execute("LOCK axes_accessattempt IN ACCESS EXCLUSIVE MODE")
        waiting = [pool.submit(Visitor(port).sign_in) for _ in range(6)]
        await_that(lambda: server.ask("SELECT count(*) FROM pg_locks WHERE NOT granted"))

        assert [ask(port, "/about/")[0] for _ in range(4)] == [200] * 4
        assert not any(each.done() for each in waiting)
        holder.rollback()
        assert [each.result(PATIENCE) for each in waiting] == [None] * 6


def test_a_web_process_that_is_asked_to_end_finishes_its_answers(server):
    with (
        psycopg.connect(server.url) as holder,
        ThreadPoolExecutor(1) as pool,
        web_server(server) as (port, web),
    ):
        holder.execute("LOCK archive_entity IN ACCESS EXCLUSIVE MODE")
        page = pool.submit(ask, port, "/people/")
        await_that(lambda: server.ask("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        before = children(web.pid)
        web.send_signal(signal.SIGHUP)  # another process takes over
        await_that(lambda: set(children(web.pid)) - set(before))
        holder.rollback()

        assert page.result(PATIENCE)[0] == 200
        assert ask(port, "/about/")[0] == 200
