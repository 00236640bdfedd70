"""What the commands that import have in common: progress, signals, what became of each record, and how they end."""

from __future__ import annotations

import gc
import json
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from archive.hosting.trouble import is_recovering, terminal_line
from archive.ingest.outcome import Outcome
from archive.ingest.raw import Refusal

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
OBJECTS_BETWEEN_COLLECTIONS = 10_000  # Python's own is 700

KEPT = "The records being written were rolled back; those before them are saved. Run the same command again to continue."
# How long a server that broke off is given to come back, or to say why it cannot.
ATTEMPTS, SECONDS_BETWEEN_ATTEMPTS = 30, 1
STOPPED = f"Stopped at once. {KEPT}"

Record = TypeVar("Record")


class ImportCommand(BaseCommand):
    """A command that loads records, can be interrupted, and reports what became of each."""

    nothing_read = ""
    stopped: list[int]

    def add_arguments(self, parser) -> None:
        """Add the options of every import."""
        parser.add_argument(
            "--encoding",
            default="",
            metavar="NAME",
            help="The encoding of files that are not Unicode and do not show theirs, such as windows-1251 or Shift_JIS.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Report what would happen and write nothing."
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="Print the result as JSON, and nothing else, on standard output.",
        )

    def finish(self, outcome: Outcome, options: dict) -> None:
        """Print one line of counts and a row for each refusal, and exit with 1 if a record was refused or nothing was read."""
        self._print(outcome, options)
        if outcome.interrupted:
            sys.exit(self._code_of_stop())
        if outcome.rejected or not outcome.read:
            sys.exit(1)

    def run_import(self, load: Callable[[Bar], Outcome], *, size: int, quiet: bool) -> Outcome:
        """Load with a progress bar over so many bytes; signals stop it, and an error that breaks it off is put into a sentence."""
        progress = self._progress(size, quiet=quiet)
        with collecting_seldom(), progress as bar, stopping_on_signals() as self.stopped:
            try:
                return load(bar)
            except CommandError:
                raise
            except KeyboardInterrupt as stop:
                raise CommandError(STOPPED, returncode=self._code_of_stop()) from stop
            except Exception as error:
                if not (told := self._told(error)):
                    raise
                raise CommandError(f"{told} {KEPT}") from error

    def is_stopped(self) -> bool:
        """Return whether a signal has asked to stop."""
        return bool(self.stopped)

    def _code_of_stop(self) -> int:
        return 128 + next(iter(self.stopped), signal.SIGINT)

    def _told(self, error: Exception) -> str:
        """Name the trouble that ended the import. If the server is gone, why it cannot come back says more."""
        told = terminal_line(error)
        if not told or connection.in_atomic_block:
            return told
        for _ in range(ATTEMPTS):
            try:
                connection.close()
                connection.ensure_connection()
                return told
            except Exception as why:
                told = terminal_line(why) or told
                if not is_recovering(why):
                    return told
            time.sleep(SECONDS_BETWEEN_ATTEMPTS)
        return told

    @contextmanager
    def _progress(self, size: int, *, quiet: bool) -> Iterator[Bar]:
        console = Console(file=sys.stderr)
        if quiet or not console.is_terminal:
            yield Bar()
            return
        columns = (
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            yield Bar(progress, size)

    def _print(self, outcome: Outcome, options: dict) -> None:
        if options["json"]:
            self.stdout.write(
                json.dumps({"dry_run": options["dry_run"], **outcome.as_json()}, ensure_ascii=False, indent=1)
            )
            return
        for notice in outcome.notices:
            self.stdout.write(f"note     {where(notice)}: {notice.reason}")
        for refusal in outcome.reported_refusals():
            self.stdout.write(
                self.style.ERROR(f"refused  {where(refusal)}{named(refusal)}: {refusal.reason}")
            )
        for line in outcome.sources_lines():
            self.stdout.write(line)
        if not outcome.read and not outcome.interrupted:
            self.stdout.write(self.nothing_read)
        if passed_over := outcome.passed_over_line():
            self.stdout.write(f"Skipped: {passed_over}.")
        if outcome.interrupted:
            self.stdout.write("Interrupted: run the same command again to continue.")
        dry = "Nothing was written. Would be: " if options["dry_run"] else ""
        self.stdout.write(f"{dry}{outcome.line()}")


class Bar:
    """Progress of an import by the bytes of its records; shows nothing without a terminal."""

    def __init__(self, progress: Progress | None = None, size: int = 0):
        self.progress, self.size, self.seen = progress, size, 0
        if progress:
            self.task = progress.add_task("reading", total=size)

    def follow(
        self, records: Iterable[Record | Refusal], size_of: Callable[[Any], int]
    ) -> Iterator[Record | Refusal]:
        """Pass records on and show progress; `size_of` gives the bytes of a record."""
        for record in records:
            self.seen += 0 if isinstance(record, Refusal) else size_of(record)
            self.reach(self.seen)
            yield record

    def reach(self, seen: int) -> None:
        """Show how many bytes are read."""
        if self.progress:
            self.progress.update(self.task, completed=min(seen, self.size))

    def show(self, outcome: Outcome) -> None:
        """Show what became of the records so far."""
        if self.progress:
            self.progress.update(self.task, description=outcome.line())


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Run the garbage collector less often: reports have no cycles, and each run would traverse all names."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def stopping_on_signals() -> Iterator[list[int]]:
    """Turn the first Ctrl-C, SIGTERM or hang-up into a request to stop, added to the list that this yields.

    A second one stops at once.
    """
    stopped: list[int] = []

    def on_signal(number: int, frame) -> None:
        stopped.append(number)
        if len(stopped) > 1:
            raise KeyboardInterrupt
        with suppress(OSError):  # the terminal may be gone
            print(
                "Stopping after the records being written. Press Ctrl-C again to stop at once.",
                file=sys.stderr,
            )

    try:
        before = {number: signal.signal(number, on_signal) for number in STOPPING}
    except ValueError:  # not the main thread, which alone may set signal handlers
        yield stopped
        return
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def named(refusal: Refusal) -> str:
    """Return the headline of a refused record in brackets; empty if it has none."""
    return f" ({refusal.headline})" if refusal.headline else ""


def where(refusal: Refusal) -> str:
    """Return file and line of a refusal in the form compilers use."""
    return f"{refusal.file}:{refusal.line}" if refusal.line else refusal.file
