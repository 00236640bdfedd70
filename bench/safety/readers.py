"""Readers: their requests, the responses, and how long those take."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

PAGES = ("/", "/search/?q=column", "/search.json?q=ridge7", "/sources/", "/search.atom?q=ridge5")


@dataclass(frozen=True)
class Answer:
    """A response and its time in seconds; status 0 if none came."""

    status: int
    seconds: float
    at: float
    text: str = ""


def ask(port: int, path: str, *, seconds: float = 60) -> Answer:
    """Request an address."""
    begun = time.monotonic()
    status, text = 0, ""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        status = answer.status
    now = time.monotonic()
    return Answer(status, now - begun, now, text)


class Reading:
    """Several readers requesting one page after another until stopped; one more requests /healthz."""

    def __init__(self, port: int, *, readers: int) -> None:
        self.port = port
        self.answers: list[Answer] = []
        self.health: list[Answer] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(place,)) for place in range(readers)]
        self._threads.append(threading.Thread(target=self._watch))

    def _read(self, place: int) -> None:
        while not self._stop.is_set():
            self.answers.append(ask(self.port, PAGES[place % len(PAGES)]))
            place += 1
            self._stop.wait(0.1)

    def _watch(self) -> None:
        while not self._stop.is_set():
            self.health.append(ask(self.port, "/healthz"))
            self._stop.wait(0.3)

    def __enter__(self) -> Reading:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def first_after(self, moment: float, status: int) -> float:
        """Return the seconds from a moment to the first response with a status, to a request made after it."""
        found = [
            each.at - moment
            for each in self.answers
            if each.status == status and each.at - each.seconds > moment
        ]
        return min(found, default=float("nan"))

    def last_after(self, moment: float, *, but: int) -> float:
        """Return the seconds from a moment to the last response with any other status; 0 if there was none."""
        return max(
            (each.at - moment for each in self.answers if each.status != but and each.at > moment),
            default=0.0,
        )

    def between(self, begun: float, ended: float) -> list[Answer]:
        """Return the responses to requests made within a period."""
        return [each for each in self.answers if begun < each.at - each.seconds < ended]


def told(answers: list[Answer]) -> str:
    """Return the number of responses by status, and the longest wait, in words."""
    counted = ", ".join(
        f"{count} x {status or 'nothing'}"
        for status, count in sorted(Counter(a.status for a in answers).items())
    )
    return f"{counted}; longest {longest(answers):.1f} s"


def longest(answers: list[Answer]) -> float:
    """Return the longest wait for an answer."""
    return max((each.seconds for each in answers), default=0.0)


def waits(answers: list[Answer]) -> str:
    """Return the median and the longest wait, in milliseconds, in words."""
    seconds = [each.seconds for each in answers]
    return f"median {statistics.median(seconds) * 1000:.0f} ms, longest {max(seconds) * 1000:.0f} ms"


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


# Attackers


@contextlib.contextmanager
def half_said(port: int, *, silent: int, headers: int, bodies: int) -> Iterator[None]:
    """Hold connections that send nothing, half a header, or half the form for signing in."""
    body = (
        f"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={token(port)}\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nusername=curator&"
    )
    said = (
        [b""] * silent
        + [b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "] * headers
        + [body.encode()] * bodies
    )
    with contextlib.ExitStack() as stack:
        for beginning in said:
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), 30))
            connection.sendall(beginning)
        yield


def token(port: int) -> str:
    """Fetch the CSRF token that a form needs."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", "/admin/login/")
        answer = connection.getresponse()
        answer.read()
        return re.search(r"csrftoken=(\w+)", answer.headers["Set-Cookie"])[1]


def try_password(port: int, name: str, mark: str) -> int:
    """Try to sign in with a wrong password, and return the status."""
    form = urlencode({"username": name, "password": "wrong", "csrfmiddlewaretoken": mark})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={mark}"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    with contextlib.closing(connection):
        connection.request("POST", "/admin/login/", form, headers)
        return connection.getresponse().status
