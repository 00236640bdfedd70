"""Run programs side by side, restart any that ends, and stop them together."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

MIN_LIFE = 5  # seconds
MAX_SHORT_LIVES = 3  # in a row: a single early end may only mean that the database was restarting
STOP_SECONDS = 20  # for requests and jobs to finish, before a program is killed
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux
_is_to_stop, _forks = threading.Event(), threading.Event()


class StoppedError(Exception):
    """Raised when Ctrl-C or a signal asks to stop."""


class ProgramError(Exception):
    """Raised when a program ends right after starting; the message names it."""


@dataclass
class Program:
    """A supervised program."""

    name: str
    command: list[str]
    directory: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    short_lives: int = field(default=0, init=False)  # in a row

    def start(self) -> None:
        """Start it in its own session, so that Ctrl-C reaches only the supervisor."""
        self.started = time.monotonic()
        _forks.set()
        try:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        finally:
            _forks.clear()

    @property
    def has_ended(self) -> bool:
        """Return whether it was started and has ended."""
        return self.process is not None and self.process.poll() is not None

    def keep_running(self) -> bool:
        """Restart it if it has ended, and return whether it had; raise ProgramError if that is pointless."""
        if not self.has_ended:
            return False
        lived = time.monotonic() - self.started
        self.short_lives = self.short_lives + 1 if lived < MIN_LIFE else 0
        if self.short_lives == MAX_SHORT_LIVES:
            raise ProgramError(
                f"The {self.name} stopped right after starting, {MAX_SHORT_LIVES} times in a row."
            )
        self._end_what_it_left()
        self.start()
        return True

    def _end_what_it_left(self) -> None:
        # Orphaned children of a killed web server hold its port until they notice, so a new one would find it taken.
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end; `wait` enforces that."""
        if self.process and not self.has_ended:
            self.process.terminate()

    def wait(self) -> None:
        """Wait for it to end, and kill it if that takes too long."""
        if not self.process:
            return
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Raise StoppedError on Ctrl-C, on SIGTERM, and when the terminal is closed."""
    _is_to_stop.clear()
    before = {
        number: signal.signal(number, _stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def supervise(
    programs: list[Program], *, ready: Callable[[], None], every_second: Callable[[], None]
) -> None:
    """Keep the programs running until a signal comes; all have ended when this returns or raises.

    The first starts alone, the others once `ready` returns, so that it has the machine to itself.
    """
    try:
        programs[0].start()
        ready()
        for program in programs[1:]:
            program.start()
        while True:
            if _is_to_stop.is_set():
                raise StoppedError
            time.sleep(1)
            every_second()
            for program in programs:
                if program.keep_running():
                    print(f"The {program.name} had stopped and was restarted.", flush=True)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave anything running
        for program in programs:
            program.stop()
        for program in programs:
            program.wait()


def _stop(number: int, frame: object) -> None:
    _is_to_stop.set()
    if not _forks.is_set():  # Python swallows exceptions raised while it forks
        raise StoppedError


def _die_with_parent() -> None:
    # If the supervisor is killed, its programs must not outlive it. Only Linux offers this.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
