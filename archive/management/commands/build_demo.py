"""Build the demo fixture."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.ingest.demo import DemoError, build_demo


class Command(BaseCommand):
    """Write fixtures/demo.json from the readable sources beside it."""

    help = "Build fixtures/demo.json from fixtures/demo/. The archive itself is not changed."

    def add_arguments(self, parser) -> None:
        """Add the option that only checks the fixture."""
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; exit with 1 if the fixture is out of date."
        )

    def handle(self, *args, check: bool, **options) -> None:
        """Build the fixture and write it if it differs."""
        fixtures = Path(settings.FIXTURE_DIRS[0])
        target = fixtures / "demo.json"
        try:
            text = build_demo(fixtures / "demo")
        except DemoError as error:
            raise CommandError(str(error)) from error
        if target.exists() and target.read_text(encoding="utf-8") == text:
            self.stdout.write(f"{target} is up to date.")
        elif check:
            raise CommandError(f"{target} is out of date: run `python manage.py build_demo`.", returncode=1)
        else:
            target.write_text(text, encoding="utf-8")
            self.stdout.write(
                f"{target} was written: {text.count(chr(10)) - 2:,} records, {len(text.encode()) // 1024:,} kB."
            )
