"""Load files of reports."""

from __future__ import annotations

import gc
import json
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from archive.hosting.trouble import is_recovering, told_on_terminal
from archive.ingest.encoding import EncodingNotKnownError, checked_encoding
from archive.ingest.load import load
from archive.ingest.outcome import Outcome
from archive.ingest.raw import RawArticle, Refusal
from archive.ingest.readers import READ, READERS, RecordError, list_files, read_paths, recognise_file
from archive.ingest.readers.fields import checked_language
from archive.ingest.rules import RuleError
from archive.ingest.sources import SourceBook, UnknownSourceError, add_source
from archive.models import Source

NOTHING_READ = f"Nothing was read. Name files of {READ}, or folders of them; hidden files are ignored."

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
OBJECTS_BETWEEN_COLLECTIONS = 10_000  # Python's own is 700

KEPT = "The records being written were rolled back; those before them are saved. Run the same command again to continue."
# How long a server that broke off is given to come back, or to say why it cannot.
ATTEMPTS, SECONDS_BETWEEN_ATTEMPTS = 30, 1
STOPPED = f"Stopped at once. {KEPT}"


class Command(BaseCommand):
    """Read files and folders, load what they hold, and report what became of each record."""

    help = (
        f"Load reports from files and folders of them: {READ}, recognised by their content. Running it again changes nothing; "
        "Ctrl-C finishes the records in hand, and the same command continues from there. Exits with 1 if a record was refused or "
        "nothing was read."
    )

    def add_arguments(self, parser) -> None:
        """Add the files and the options for loading them."""
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="A file, or a folder that is read with all inside it."
        )
        parser.add_argument(
            "--source", metavar="SLUG", help="The source for records that name none: its slug or its name."
        )
        parser.add_argument(
            "--new-source",
            metavar="NAME",
            action="append",
            default=[],
            help="Add this source first if it does not exist. The first one given is the source for records that name none. "
            "May be given several times.",
        )
        parser.add_argument(
            "--language",
            default="",
            metavar="xx",
            help="The language of records that give none, such as en or fr.",
        )
        parser.add_argument(
            "--encoding",
            default="",
            metavar="NAME",
            help="The encoding of files that are not Unicode and do not show theirs, such as windows-1251 or Shift_JIS.",
        )
        parser.add_argument(
            "--publish", action="store_true", help="Publish the reports at once; otherwise they are drafts."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Report what would happen and write nothing."
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="Print the result as JSON, and nothing else, on standard output.",
        )

    def handle(self, *args, paths: list[str], **options) -> None:
        """Load everything, then print one line of counts and a row for each refusal."""
        self._check(paths, options)
        if options["dry_run"]:
            with transaction.atomic():
                outcome = self._load(paths, options)
                transaction.set_rollback(True)
        else:
            outcome = self._load(paths, options)
        self._print(outcome, options)
        if outcome.interrupted:
            sys.exit(self._code_of_stop())
        if outcome.rejected or not outcome.read:
            sys.exit(1)

    def _check(self, paths: list[str], options: dict) -> None:
        if options["source"] and options["new_source"]:
            raise CommandError("Use --source for an existing source or --new-source to add one, not both.")
        try:
            options["language"] = checked_language(options["language"])
            options["encoding"] = options["encoding"] and checked_encoding(options["encoding"])
        except (RecordError, EncodingNotKnownError) as error:
            raise CommandError(f"--{error}.") from error
        for path in map(Path, paths):
            if not path.exists():
                raise CommandError(f"{path} does not exist: check the path. Nothing was loaded.")
            if path.is_file():
                self._check_file(path, options["encoding"])

    def _check_file(self, path: Path, encoding: str) -> None:
        """Stop before loading anything if a file named on the command line cannot be read."""
        try:
            found = recognise_file(path, told=encoding)
        except OSError as error:
            raise CommandError(
                f"{path} cannot be read: {error.strerror or error}. Nothing was loaded."
            ) from error
        if found.format not in READERS and not found.count:
            raise CommandError(f"{path} cannot be read: it {found.reason}. Nothing was loaded.")

    def _source(self, options: dict) -> Source | None:
        try:
            added = [add_source(name) for name in options["new_source"]]
            book = SourceBook()
            return book.find(options["source"]) if options["source"] else next(iter(added), None)
        except (UnknownSourceError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _load(self, paths: list[str], options: dict) -> Outcome:
        source = self._source(options)
        kept = {name: options[name] for name in ("source", "new_source", "language", "encoding", "publish")}
        progress = self._progress(paths, quiet=options["json"])
        with collecting_seldom(), progress as bar, stopping_on_signals() as self.stopped:
            try:
                return load(
                    bar.follow(read_paths(paths, encoding=options["encoding"])),
                    label=", ".join(Path(path).name or str(path) for path in paths),
                    source=source,
                    language=options["language"],
                    publish=options["publish"],
                    dry_run=options["dry_run"],
                    options={"paths": [Path(path).name for path in paths], **kept},
                    progress=bar.show,
                    stop=lambda: bool(self.stopped),
                )
            except RuleError as error:
                raise CommandError(str(error)) from error
            except KeyboardInterrupt as stop:
                raise CommandError(STOPPED, returncode=self._code_of_stop()) from stop
            except Exception as error:
                if not (told := self._told(error)):
                    raise
                raise CommandError(f"{told} {KEPT}") from error

    def _code_of_stop(self) -> int:
        return 128 + next(iter(self.stopped), signal.SIGINT)

    def _told(self, error: Exception) -> str:
        """Name the trouble that ended the import. If the server is gone, why it cannot come back says more."""
        told = told_on_terminal(error)
        if not told or connection.in_atomic_block:
            return told
        for _ in range(ATTEMPTS):
            try:
                connection.close()
                connection.ensure_connection()
                return told
            except Exception as why:
                told = told_on_terminal(why) or told
                if not is_recovering(why):
                    return told
            time.sleep(SECONDS_BETWEEN_ATTEMPTS)
        return told

    @contextmanager
    def _progress(self, paths: list[str], *, quiet: bool) -> Iterator[Bar]:
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
            size = sum(path.stat().st_size for path, _ in list_files(paths) if path.is_file())
            yield Bar(progress, size)

    def _print(self, outcome: Outcome, options: dict) -> None:
        if options["json"]:
            self.stdout.write(
                json.dumps({"dry_run": options["dry_run"], **outcome.as_json()}, ensure_ascii=False, indent=1)
            )
            return
        for notice in outcome.notices:
            self.stdout.write(f"note     {where(notice)}: {notice.reason}")
        for refusal in outcome.told():
            self.stdout.write(self.style.ERROR(f"refused  {where(refusal)}: {refusal.reason}"))
        if not outcome.read and not outcome.interrupted:
            self.stdout.write(NOTHING_READ)
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

    def follow(self, raws: Iterable[RawArticle | Refusal]) -> Iterator[RawArticle | Refusal]:
        """Pass records on and show progress."""
        for raw in raws:
            self.seen += len(raw.content) if isinstance(raw, RawArticle) else 0
            if self.progress:
                self.progress.update(self.task, completed=min(self.seen, self.size))
            yield raw

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


def where(refusal: Refusal) -> str:
    """Return file and line of a refusal in the form compilers use."""
    return f"{refusal.file}:{refusal.line}" if refusal.line else refusal.file
