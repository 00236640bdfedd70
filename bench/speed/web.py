"""The web server as in production, a reader with a persistent connection, and the memory of the web processes."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psutil

from bench.speed.plan import ROOT, Plan

PATIENCE = 60  # seconds for a start, and for an answer
WORKERS, THREADS = 2, 4
SAMPLE_EVERY = 0.5  # seconds


class WrongAnswerError(Exception):
    """Raised when a page does not respond with 200."""


@contextlib.contextmanager
def serving(plan: Plan) -> Iterator[tuple[int, psutil.Process]]:
    """Serve the archive with gunicorn on the loopback; yield its port and its master process."""
    environment = plan.environment()
    static = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(static, cwd=ROOT, env=environment, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment |= {"PORT": str(port), "WEB_CONCURRENCY": str(WORKERS), "WEB_THREADS": str(THREADS)}
    web = subprocess.Popen([sys.executable, "-m", "gunicorn"], cwd=ROOT, env=environment)
    try:
        _await(port, web)
        yield port, psutil.Process(web.pid)
    finally:
        web.terminate()
        web.wait(PATIENCE)


def _await(port: int, web: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and web.poll() is None:
        with contextlib.suppress(OSError, WrongAnswerError):
            Reader(port).get("/healthz")
            return
        time.sleep(0.2)
    raise SystemExit("The web server did not become ready.")


class Reader:
    """A client with a persistent connection, as browsers have."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def get(self, path: str) -> tuple[float, bytes]:
        """Return the seconds that an answer took, and the answer; any status but 200 raises WrongAnswerError."""
        try:
            return self._get(path)
        except (http.client.RemoteDisconnected, ConnectionError):
            self.leave()  # the server closes a connection that is idle for two seconds
            return self._get(path)

    def _get(self, path: str) -> tuple[float, bytes]:
        begun = time.perf_counter()
        self._connection.request("GET", path, headers={"Connection": "keep-alive"})
        answer = self._connection.getresponse()
        content = answer.read()
        taken = time.perf_counter() - begun
        if answer.status != 200:
            raise WrongAnswerError(f"{path} answered {answer.status}.")
        return taken, content

    def data(self, path: str) -> tuple[float, dict]:
        """Return how many seconds an answer in JSON took and what it says."""
        taken, content = self.get(path)
        return taken, json.loads(content)

    def leave(self) -> None:
        """Close the connection; the next question opens another."""
        self._connection.close()


class Memory:
    """Watches the memory of the web processes: resident (RSS), and with a proportional share of shared pages (PSS)."""

    def __init__(self, first: psutil.Process) -> None:
        self._first = first
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.most: dict[str, int] = {"rss": 0, "pss": 0}

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ended.set()
        self._thread.join()

    def now(self) -> list[dict[str, int]]:
        """Return the memory of each worker, in bytes."""
        found = []
        for worker in self._first.children():
            with contextlib.suppress(psutil.Error):
                full = worker.memory_full_info()
                found.append({"rss": full.rss, "pss": getattr(full, "pss", full.rss)})
        return found

    def _run(self) -> None:
        while not self._ended.wait(SAMPLE_EVERY):
            for each in self.now():
                self.most = {name: max(self.most[name], each[name]) for name in self.most}
