"""A scratch archive to damage: what `make run` starts, below a temporary directory, and its processes."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from archive.hosting.database.server import Cluster
from bench.safety.readers import Answer, ask, free_port
from tests.hosting.servers import ELSEWHERE, ROOT

STARTED = "Ctrl-C stops everything."
PATIENCE = 300


class TrialError(Exception):
    """Raised when a trial fails; the message says how."""


class Archive:
    """`manage.py run` with its own home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    # Running

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        lines = iter(self.process.stdout.readline, "")
        if not any(STARTED in line for line in lines):
            raise TrialError("The archive did not start.")

    def stop(self) -> None:
        """Stop it and its remaining processes."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)
        with Cluster(self.home).lock():
            Cluster(self.home).stop()
        shutil.rmtree(Cluster(self.home).socket_directory, ignore_errors=True)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of its programs."""
        kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
        return kept | {"ARCHIVE_HOME": str(self.home), "PORT": str(self.port), "DEMO": "no"}

    def manage(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a management command to completion."""
        return self.begin(*command).wait_for()

    def begin(self, *command: str | Path) -> Command:
        """Start a management command."""
        return Command([sys.executable, "manage.py", *map(str, command)], self.environment)

    # Asking

    def ask(self, path: str, *, seconds: float = 60) -> Answer:
        """Request an address."""
        return ask(self.port, path, seconds=seconds)

    def count(self, question: str) -> int:
        """Query the database for a number."""
        import psycopg

        with psycopg.connect(Cluster(self.home).url, autocommit=True) as connection:
            return connection.execute(question).fetchone()[0]

    # Its parts

    def server(self) -> list[psutil.Process]:
        """Return the processes of PostgreSQL, the first of them first."""
        with contextlib.suppress(psutil.NoSuchProcess):
            if number := Cluster(self.home).process:
                first = psutil.Process(number)
                return [first, *first.children()]
        return []

    def of_server(self, word: str) -> list[psutil.Process]:
        """Return the PostgreSQL processes with this title."""
        return [process for process in self.server()[1:] if word in " ".join(command_of(process))]

    def programs(self, word: str) -> list[psutil.Process]:
        """Return the processes that the supervisor started, by a word of the command."""
        with contextlib.suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.process.pid).children()
            return [child for child in children if word in " ".join(command_of(child))]
        return []

    def web_processes(self) -> list[psutil.Process]:
        """Return the processes that answer readers."""
        return [child for gunicorn in self.programs("gunicorn") for child in gunicorn.children()]

    def freeze(self, *, on: bool) -> None:
        """Stop every process of PostgreSQL, or let them go on."""
        for process in self.server():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP if on else signal.SIGCONT)


class Command:
    """A management command running alongside the trial, with its output in a file."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.said = tempfile.TemporaryFile(mode="w+")  # noqa: SIM115  (closed with the command)
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdout=self.said, stderr=subprocess.STDOUT
        )

    @property
    def has_ended(self) -> bool:
        """Return whether it has ended."""
        return self.process.poll() is not None

    def kill(self) -> None:
        """Kill it with SIGKILL."""
        self.process.kill()
        self.process.wait()

    def wait_for(self) -> subprocess.CompletedProcess[str]:
        """Wait for it to end, and return its status and output."""
        status = self.process.wait(PATIENCE)
        self.said.seek(0)
        return subprocess.CompletedProcess(self.process.args, status, self.said.read())


def command_of(process: psutil.Process) -> list[str]:
    """Return the command line of a process, empty if it has ended."""
    with contextlib.suppress(psutil.Error):
        return process.cmdline()
    return []


def wait_until(happens: Callable[[], object], *, seconds: float = PATIENCE) -> float:
    """Wait until a condition holds, and return the seconds that took."""
    begun = time.monotonic()
    while not happens():
        if time.monotonic() - begun > seconds:
            raise TrialError("The expected event did not happen.")
        time.sleep(0.05)
    return time.monotonic() - begun


@contextlib.contextmanager
def archive(*, megabytes: int = 0) -> Iterator[Archive]:
    """Create an archive, on a separate disk if its size is limited to some megabytes."""
    top = Path(tempfile.mkdtemp(prefix="dateline-safety-", dir="/tmp"))
    top.chmod(0o755)
    try:
        if megabytes:
            options = ["-o", f"size={megabytes}m,mode=0755", "tmpfs"]
            subprocess.run(["mount", "-t", "tmpfs", *options, top], check=True, capture_output=True)
        made = Archive(top / "home")
        try:
            yield made
        finally:
            made.stop()
    finally:
        if megabytes:
            subprocess.run(["umount", "-l", top], capture_output=True)
        shutil.rmtree(top, ignore_errors=True)


def write_reports(path: Path, *, many: int, words: int = 120) -> Path:
    """Write a file of reports, each with a unique word."""
    with path.open("w") as lines:
        for number in range(many):
            text = " ".join(
                f"column{number % 97} crossed ridge{(number * 7 + place) % 991}"
                for place in range(words // 3)
            )
            lines.write(json.dumps(report(number, text)) + "\n")
    return path


def report(number: int, text: str) -> dict[str, str]:
    """Make one report."""
    day = f"{1990 + number % 9}-{1 + number % 12:02}-{1 + number % 28:02}"
    return {
        "id": f"trial-{number}",
        "headline": f"Column number {number} crosses the ridge",
        "text": f"The column was seen at marker{number}. {text}.",
        "published": day,
    }
