"""Suggest claims from reports, for curators to decide on."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import track

from archive.evidence.suggest import Suggested, suggest
from archive.models import Article

BATCH_SIZE = 200


def batch_size(value: str) -> int:
    """Parse the size of a batch."""
    if not value.isdecimal() or not 0 < int(value) <= 10_000:
        raise ArgumentTypeError(f"{value!r} is not a number from 1 to 10,000")
    return int(value)


class Command(BaseCommand):
    """Read reports by rules for claims."""

    help = (
        "Read reports for claims (who says what) and keep them as suggestions: readers see none before a curator accepts it. Only reports "
        "that are new, or whose text or names have changed, are read; running it again changes nothing, and it can be stopped at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument(
            "--batch",
            type=batch_size,
            default=BATCH_SIZE,
            metavar="N",
            help="reports in one transaction (200)",
        )
        parser.add_argument("--all", action="store_true", help="read the unchanged ones too")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON, and no progress")

    def handle(self, **options) -> None:
        """Read the reports batch by batch; each batch is saved whole."""
        done = Suggested()
        try:
            self.read(options, done)
        except KeyboardInterrupt as stopped:
            told = f"Stopped. {sentence(done)} What was done is saved; the same command continues."
            raise CommandError(told) from stopped
        self.stdout.write(json.dumps(asdict(done)) if options["json"] else sentence(done))

    def read(self, options, done: Suggested) -> None:
        """Read all reports, adding to the counts."""
        ids = list(Article.objects.order_by("pk").values_list("pk", flat=True))
        size, console = options["batch"], Console(stderr=True)
        lots = [ids[start : start + size] for start in range(0, len(ids), size)]
        is_shown = not options["json"] and console.is_terminal
        for lot in track(lots, "Reading reports", console=console, disable=not is_shown):
            done.add(suggest(articles=lot, again=options["all"]))


def sentence(done: Suggested) -> str:
    """Return the counts in one line."""
    return (
        f"{done.read:,} {'report' if done.read == 1 else 'reports'} read, {done.unchanged:,} unchanged since. Claims: {done.added:,} suggested, "
        f"{done.changed:,} changed, {done.removed:,} removed."
    )
