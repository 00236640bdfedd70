"""Pages while the database is frozen, down or locked, and how soon they recover: real servers and processes."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.hosting.archives import primary_alone
from tests.hosting.servers import PATIENCE, Server, Visitor, await_that, serving

pytestmark = pytest.mark.slow
PAGES = ("/", "/search/?q=convoy", "/people/", "/search.csv?q=convoy", "/search.json", "/admin/login/")
WITHOUT_ROWS = "/about/"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Run a server with the demo; each test leaves it running."""
    with primary_alone(demo=True) as primary:
        yield primary


@pytest.fixture(scope="module")
def port(server) -> Iterator[int]:
    """Serve its archive."""
    with serving(server, STATEMENT_TIMEOUT_SECONDS="4") as number:
        yield number


@pytest.fixture
def well(port) -> None:
    """Begin with pages that answer."""
    await_that(lambda: set(ask_all(port)) == {200})


def ask(port: int, path: str) -> tuple[int, dict[str, str], str]:
    """Ask for an address and return status, headers and text; fails where nothing comes for long."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read().decode()


def ask_all(port: int) -> list[int]:
    """Ask for all pages at once, more than there are threads, and return each status."""
    with ThreadPoolExecutor(len(PAGES)) as pool:
        return list(pool.map(lambda path: ask(port, path)[0], PAGES))


def assert_told(port: int) -> None:
    """See that every page is refused with a sentence, that /healthz is not well, and that what needs no rows is there."""
    for path in PAGES[:-1]:
        status, headers, text = ask(port, path)
        assert (status, "Retry-After" in headers) == (503, True), path
        assert "cannot reach its database" in text
    assert ask(port, WITHOUT_ROWS)[0] == 200
    assert json.loads(ask(port, "/healthz")[2])["database"] == "does not answer"


def test_a_frozen_server_is_told_and_pages_are_back_when_it_is(server, port, well):
    server.freeze(on=True)
    try:
        assert 200 not in ask_all(port)[:-1]
        assert_told(port)
    finally:
        server.freeze(on=False)

    await_that(lambda: ask(port, "/healthz")[0] == 200)
    await_that(lambda: set(ask_all(port)) == {200})


def test_a_server_that_is_away_is_told_and_pages_are_back_when_it_is(server, port, well):
    server.end()
    assert_told(port)
    time.sleep(
        3
    )  # readers come all the while, and whatever waits longer after each failure would wait longer
    assert_told(port)
    server.begin()

    await_that(lambda: set(ask_all(port)) == {200})


def test_a_server_that_was_killed_and_is_back_costs_no_error_at_all(server, port, well):
    server.kill()
    server.begin()

    assert set(ask_all(port)) == {200}


def test_a_frozen_backend_is_given_up(server, port, well):
    workers = "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    server.signal_backends([int(pid) for pid in server.ask(workers).split()], stop=True)

    try:
        assert set(ask_all(port)) <= {200, 503}
        await_that(lambda: set(ask_all(port)) == {200})
    finally:
        server.freeze(on=False)


def test_a_locked_table_is_told_everywhere(server, port, well):
    with psycopg.connect(server.url) as holder:
        holder.execute(
            "LOCK archive_article, archive_searchvector, archive_entity, archive_name IN ACCESS EXCLUSIVE MODE"
        )
        for path in (
            "/",
            "/search/?q=convoy",
            "/people/",
            "/search.atom",
            "/articles/1/",
            "/search.csv?q=convoy",
        ):
            status, headers, text = ask(port, path)
            assert (status, "Retry-After" in headers) == (503, True), path
            assert "Traceback" not in text
        status = json.loads(ask(port, "/healthz")[2])["status"]
        assert status in {"ok", "error"}  # tables that it reads may be locked too


@pytest.mark.parametrize("path", ["/search.csv", "/search.ris", "/search.bib", "/search.atom"])
def test_a_file_that_fails_midway_is_refused_and_never_a_shorter_one(server, port, well, path):
    assert ask(port, path)[0] == 200
    with psycopg.connect(server.url) as holder:
        holder.execute("LOCK archive_source IN ACCESS EXCLUSIVE MODE")  # its rows are read last
        status, headers, text = ask(port, path)

    assert (status, headers["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert len(text.splitlines()) == 1


def test_somebody_signed_in_is_told_that_nothing_was_saved(server, port, well):
    editor = Visitor(port)
    editor.sign_in()
    server.end()

    status, text = editor.ask("POST", "/admin/archive/source/add/", {"name": "Gazette"})

    server.begin()
    assert (status, "Nothing was saved" in text) == (503, True)
