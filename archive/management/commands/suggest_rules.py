"""Propose boilerplate rules."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from archive.ingest.rules import RuleError
from archive.ingest.sources import SourceBook, UnknownSourceError
from archive.ingest.suggest import SEEN_AT_LEAST, add_rules, suggest_rules
from archive.models import Source


class Command(BaseCommand):
    """Look for lines that occur in several reports of one source."""

    help = "Propose as boilerplate rules the lines that occur in several reports of one source."

    def add_arguments(self, parser) -> None:
        """Add the options: which source, how often, and whether to add the rules."""
        parser.add_argument("--source", metavar="SLUG", help="Only this source.")
        parser.add_argument(
            "--seen",
            type=int,
            default=SEEN_AT_LEAST,
            metavar="N",
            help="Lines in at least N reports (default 3).",
        )
        parser.add_argument(
            "--add",
            action="store_true",
            help="Add them to the table as inactive rules, for review in the admin.",
        )

    def handle(self, *args, source: str | None, seen: int, add: bool, **options) -> None:
        """Print the proposals of each source."""
        if seen < 2:
            raise CommandError(
                "--seen must be 2 or more: a line that occurs in a single report proves nothing."
            )
        try:
            sources = [SourceBook().find(source)] if source else list(Source.objects.all())
            for one in sources:
                self._propose(one, seen=seen, add=add)
        except (UnknownSourceError, RuleError) as error:
            raise CommandError(str(error)) from error

    def _propose(self, source: Source, *, seen: int, add: bool) -> None:
        suggestions = suggest_rules(source, seen=seen)
        for suggestion in suggestions:
            self.stdout.write(
                f"{source.slug}: {suggestion.count} times, as in report {suggestion.example}: {suggestion.text}"
            )
        if add and suggestions:
            self.stdout.write(f"{source.slug}: {add_rules(source, suggestions)} rules added, not yet active")
