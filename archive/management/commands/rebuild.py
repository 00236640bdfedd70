"""Rebuild all derived data."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from archive.matching.rebuild import RebuildError, Rebuilt, compare, rebuild
from archive.text.localised import counted

REPORTS_BETWEEN_LINES = 5_000


class Command(BaseCommand):
    """Rebuild what the archive derives, or report how much of it differs."""

    help = (
        "Rebuild all derived data: search records and vectors, keys of names, lineages of places, words, and the fingerprints of "
        "copies. Needed after a move to another version of PostgreSQL; /healthz says when. Readers and writers carry on meanwhile, only what "
        "differs is written, and if it is stopped or killed the same command resumes."
    )

    def add_arguments(self, parser) -> None:
        """Add the options: whether to write, and where to start."""
        parser.add_argument(
            "--check",
            action="store_true",
            help="Report how much differs without writing anything; exit with 1 if anything does.",
        )
        parser.add_argument(
            "--afresh",
            action="store_true",
            help="Start with the first report, even if an earlier run got further.",
        )

    def handle(self, *args, check: bool, afresh: bool, **options) -> None:
        """Rebuild, and report what differed."""
        try:
            console = Console(file=sys.stderr)
            with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
                show = _RebuildProgress(self, bar)
                made = compare(progress=show) if check else rebuild(progress=show, afresh=afresh)
        except RebuildError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            raise CommandError(
                "Stopped." if check else "Stopped: run the same command again to continue.", returncode=130
            ) from stop
        self.stdout.write(summary_line(made, verb="would be" if check else "were"))
        if check and not made.is_in_line:
            raise CommandError("Run `manage.py rebuild`.")


def summary_line(made: Rebuilt, *, verb: str) -> str:
    """Say in one line what was examined and how much of it differed."""
    if made.is_in_line:
        return f"Looked at {counted(made.reports)}: nothing differs."
    return (
        f"Looked at {counted(made.reports)}: {made.differing:,} of them, {counted(made.names, 'key of a name,keys of names')}, "
        f"{counted(made.places, 'lineage of a place,lineages of places')}, "
        f"{counted(made.days, 'day')} of statements, events and claims and "
        f"{counted(made.words, 'word')} {verb} rebuilt."
    )


class _RebuildProgress:
    """Progress as a bar on a terminal, elsewhere as an occasional line."""

    def __init__(self, command: Command, bar: Progress):
        self.command, self.bar, self.next_line = command, bar, REPORTS_BETWEEN_LINES
        self.task = bar.add_task("reports", total=None) if bar.console.is_terminal else None

    def __call__(self, made: Rebuilt) -> None:
        if self.task is not None:
            self.bar.update(self.task, completed=made.reports, total=made.of_reports)
        elif made.reports >= self.next_line:
            self.command.stderr.write(f"{made.reports:,} of {counted(made.of_reports)}")
            self.next_line = made.reports + REPORTS_BETWEEN_LINES
