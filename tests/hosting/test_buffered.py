"""Which connections a web process closes when asked to stop."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from waitress.channel import HTTPChannel

from archive.hosting.buffered import BEGIN_SECONDS, BufferedWorker, Lanes


def channel(*, silent_for=0.0, answered_before=False, **state):
    """Return a connection as waitress keeps it, without a socket."""
    made = HTTPChannel.__new__(HTTPChannel)
    made.last_activity = time.time() - silent_for
    made.creation_time = made.last_activity - (60 if answered_before else 0)
    made.requests, made.request, made.total_outbufs_len = [], None, 0
    vars(made).update(state)
    return made


def is_kept(connection):
    worker = BufferedWorker.__new__(BufferedWorker)
    worker.channels = {1: connection}
    busy = worker._is_busy()
    assert busy != connection.will_close
    return busy


@pytest.mark.parametrize(
    "state",
    [
        {"requests": ["a request that is being answered"], "silent_for": 60},
        {"total_outbufs_len": 9, "silent_for": 60},  # an answer that is being sent
        {},  # just connected: the request is on its way
        {"request": "half a request", "answered_before": True},
    ],
)
def test_who_waits_for_an_answer_or_is_about_to_ask_is_kept(state):
    assert is_kept(channel(**state))


@pytest.mark.parametrize(
    "state",
    [
        {"answered_before": True},
        {"silent_for": BEGIN_SECONDS + 1},
        {"request": "half a request", "silent_for": BEGIN_SECONDS + 1},
    ],
)
def test_who_waits_for_nothing_or_is_silent_is_let_go(state):
    assert not is_kept(channel(**state))


@pytest.mark.parametrize("passed_on", ["/dateline", ""])
def test_monitors_and_sign_ins_have_a_lane_of_their_own_below_a_prefix(monkeypatch, passed_on):
    monkeypatch.setenv("URL_PREFIX", "/dateline")
    lanes = Lanes(threads=1)
    try:
        for method, path, lane in (
            ("GET", "/healthz", lanes.monitors),
            ("POST", "/admin/login/", lanes.sign_ins),
            ("GET", "/admin/login/", lanes.pages),
            ("GET", "/search/", lanes.pages),
        ):
            assert lanes._lane(SimpleNamespace(path=passed_on + path, command=method)) is lane
    finally:
        lanes.shutdown()
