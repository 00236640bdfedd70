"""A gunicorn worker: gunicorn manages processes, waitress connections, and threads only compute responses.

One loop reads whole requests and sends every response, so a client that sends nothing, half a header, or a byte a second
occupies a connection but no thread. Monitors have their own thread: no page keeps them waiting.
"""

from __future__ import annotations

import os
import resource
import time
from typing import Any

from django.urls import reverse
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher

from archive.hosting.environment import flag, path_prefix

MAX_CONNECTIONS = 2000  # for each process, if the system allows it that many files
BEGIN_SECONDS = 1  # for a request in transit when a process is asked to stop
MAX_FILES_KEPT = 100  # for the database, static files, and requests too large for memory
OPTIONS: dict[str, Any] = {
    "ident": None,
    "channel_timeout": 20,  # seconds without activity
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
    """A gunicorn worker process that serves with waitress."""

    def run(self) -> None:
        """Serve until gunicorn asks it to stop or is gone, then finish requests under way."""
        self.channels: dict[int, Any] = {}
        self.lanes = Lanes(self.cfg.threads)
        create_server(
            self.wsgi,
            map=self.channels,
            _dispatcher=self.lanes,
            sockets=[listener.sock for listener in self.sockets],
            connection_limit=most_connections(),
            url_prefix=path_prefix("URL_PREFIX"),
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
        """Stop accepting, close idle connections, and return whether any others are left."""
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
    """Threads that compute responses: some for pages, one for monitors, one for sign-ins."""

    def __init__(self, threads: int) -> None:
        self.pages, self.monitors, self.sign_ins = (ThreadedTaskDispatcher() for _ in range(3))
        self.pages.set_thread_count(threads)
        self.monitors.set_thread_count(1)
        self.sign_ins.set_thread_count(1)
        self.prefix = path_prefix("URL_PREFIX")  # which a web server in front may strip
        self.health, self.sign_in = (
            reverse(name).removeprefix(self.prefix) for name in ("health", "admin:login")
        )

    def add_task(self, channel: HTTPChannel) -> None:
        """Queue the first request of a connection."""
        self._lane(channel.requests[0]).add_task(channel)

    def _lane(self, request: HTTPRequestParser) -> ThreadedTaskDispatcher:
        # An unreadable request has no path.
        path = getattr(request, "path", "").removeprefix(self.prefix)
        if path == self.sign_in and request.command == "POST":
            return self.sign_ins
        return self.monitors if path == self.health else self.pages

    def shutdown(self) -> None:
        """Stop the threads once each has finished its response."""
        for lane in (self.pages, self.monitors, self.sign_ins):
            lane.shutdown(timeout=1)


def is_about_to_ask(channel: HTTPChannel) -> bool:
    """Return whether a client has just connected or begun a request, the rest of which is on its way."""
    has_begun = channel.request is not None or channel.last_activity == channel.creation_time
    return has_begun and time.time() - channel.last_activity < BEGIN_SECONDS


def most_connections() -> int:
    """Return how many connections the process may hold open: each uses a file descriptor."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(min(files - MAX_FILES_KEPT, MAX_CONNECTIONS), MAX_FILES_KEPT)
