"""Derive reports again from their captures."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from archive.ingest.derive import DeriveResult, derive
from archive.ingest.rules import RuleError
from archive.ingest.sources import SourceBook, UnknownSourceError
from archive.models import Article
from archive.text.localised import counted

MAX_SHOWN = 80


class Command(BaseCommand):
    """Clean captures again with the current rules, and update their reports."""

    help = (
        "Derive reports again from their captures with the current boilerplate rules. Reports that a curator has edited "
        "are left alone. Running it again changes nothing."
    )

    def add_arguments(self, parser) -> None:
        """Add the options: which reports, and whether to write."""
        parser.add_argument("--source", metavar="SLUG", help="Only the reports of this source.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what would change and write nothing."
        )

    def handle(self, *args, source: str | None, dry_run: bool, **options) -> None:
        """Derive, and print each change and the counts."""
        reports = Article.objects.filter(capture__isnull=False).order_by("pk")
        try:
            if source:
                reports = reports.filter(source=SourceBook().find(source))
            result = derive(articles=reports.values_list("pk", flat=True).iterator(), dry_run=dry_run)
        except (UnknownSourceError, RuleError) as error:
            raise CommandError(str(error)) from error
        self._print(result, dry_run=dry_run)

    def _print(self, result: DeriveResult, *, dry_run: bool) -> None:
        for change in result.changes:
            for name, (before, after) in change.fields.items():
                self.stdout.write(f"report {change.article_id}, {name}: {short(before)} -> {short(after)}")
        for pk, reason in result.kept:
            self.stdout.write(f"report {pk} left alone: {reason}")
        verb = "would change" if dry_run else "changed"
        self.stdout.write(
            f"looked at {result.articles:,}, {verb} {len(result.changes):,}, left alone {len(result.kept):,}"
        )


def short(value) -> str:
    """Return a short description of a value: its length, if it is long."""
    if isinstance(value, list):
        return counted(len(value), "piece")
    return f"“{value}”" if len(value) <= MAX_SHOWN else counted(len(value), "character")
