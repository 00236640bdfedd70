"""How web processes read and answer: gunicorn keeps the processes, waitress the connections, threads only make answers.

One loop reads every request to its end and sends every answer, so that who sends nothing, half a header, or one byte a
second takes a place among the connections and no thread. Monitors have a thread of their own: no page keeps them waiting.
"""

from __future__ import annotations

import os
import resource
import time
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher

from archive.hosting.environment import flag

HEALTH = "/healthz"
SIGN_IN = "/admin/login/"
MOST_CONNECTIONS = 2000  # of one process, where the system allows it as many files
BEGIN_SECONDS = 1  # for a request that is on its way when a process is asked to end
FILES_KEPT = 100  # for the database, static files, and requests too large for memory
OPTIONS: dict[str, Any] = {
    "ident": None,
    "channel_timeout": 20,  # seconds without a sign
    "cleanup_interval": 5,
    "max_request_header_size": 64 * 1024,
    "max_request_body_size": 100 * 1024 * 1024,
    "log_socket_errors": False,
}
BEHIND_PROXY = {
    "trusted_proxy": "127.0.0.1",
    "trusted_proxy_count": 1,
    "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
}


class BufferedWorker(Worker):
    """A process of gunicorn that serves with waitress."""

    def run(self) -> None:
        """Serve until gunicorn asks for the end or is gone, then finish what is under way."""
        self.channels: dict[int, Any] = {}
        self.lanes = Lanes(self.cfg.threads)
        create_server(
            self.wsgi,
            map=self.channels,
            _dispatcher=self.lanes,
            sockets=[listener.sock for listener in self.sockets],
            connection_limit=most_connections(),
            **OPTIONS | (BEHIND_PROXY if flag("BEHIND_PROXY") or flag("BEHIND_HTTPS") else {}),
        )
        while self.alive and self.ppid == os.getppid():
            self._turn()
        self._finish()
        self.lanes.shutdown()

    def _turn(self) -> None:
        self.notify()
        wasyncore.loop(timeout=0.5, use_poll=True, map=self.channels, count=1)

    def _finish(self) -> None:
        end = time.monotonic() + self.cfg.graceful_timeout
        while self._is_busy() and time.monotonic() < end:
            self._turn()

    def _is_busy(self) -> bool:
        """Accept nobody any more, let go of those who wait for nothing, and tell whether others are left."""
        busy = False
        for each in list(self.channels.values()):
            if not isinstance(each, HTTPChannel):
                each.accepting = False
            elif each.requests or each.total_outbufs_len or is_about_to_ask(each):
                busy = True
            else:
                each.will_close = True
        return busy


class Lanes:
    """Threads that make answers: some for pages, one for monitors, one for whoever signs in."""

    def __init__(self, threads: int) -> None:
        self.pages, self.monitors, self.sign_ins = (ThreadedTaskDispatcher() for _ in range(3))
        self.pages.set_thread_count(threads)
        self.monitors.set_thread_count(1)
        self.sign_ins.set_thread_count(1)

    def add_task(self, channel: HTTPChannel) -> None:
        """Have the first request of a connection answered."""
        self._lane(channel.requests[0]).add_task(channel)

    def _lane(self, request: HTTPRequestParser) -> ThreadedTaskDispatcher:
        path = getattr(request, "path", "")  # a request that cannot be read has none
        if path == SIGN_IN and request.command == "POST":
            return self.sign_ins
        return self.monitors if path == HEALTH else self.pages

    def shutdown(self) -> None:
        """End the threads, once each has made its answer."""
        for lane in (self.pages, self.monitors, self.sign_ins):
            lane.shutdown(timeout=1)


def is_about_to_ask(channel: HTTPChannel) -> bool:
    """Tell whether somebody has just connected, or begun a request: its end is on its way."""
    has_begun = channel.request is not None or channel.last_activity == channel.creation_time
    return has_begun and time.time() - channel.last_activity < BEGIN_SECONDS


def most_connections() -> int:
    """Return how many connections the process may hold open: each is a file to the system."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(min(files - FILES_KEPT, MOST_CONNECTIONS), FILES_KEPT)
