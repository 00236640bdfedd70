"""Import an exported archive into an empty one."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from archive.hosting.trouble import trouble_of
from archive.management.container import ContainerError
from archive.management.importing import import_
from archive.text.localised import counted


class Command(BaseCommand):
    """Import an exported archive, then rebuild derived data."""

    help = (
        "Import a file from export_archive into an empty archive: a new ARCHIVE_HOME, or an empty database in DATABASE_URL. Either all of it "
        "is imported or nothing; then derived data is built for this version of PostgreSQL, as by `rebuild`. Do not run migrate first."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser) -> None:
        """Add the file argument."""
        parser.add_argument("file", type=Path, metavar="FILE", help="The file that export_archive wrote.")

    def handle(self, *args, file: Path, **options) -> None:
        """Import, rebuild, and report what was imported."""
        try:
            manifest = import_(file, progress=self._tell if options["verbosity"] > 1 else lambda table: None)
        except ContainerError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            raise CommandError("Stopped: nothing was imported.", returncode=130) from stop
        except DatabaseError as error:
            if trouble_of(error):
                raise
            first = str(error).strip().splitlines()[0]
            raise CommandError(
                f"The file does not fit this archive, and nothing was imported: {first}"
            ) from error
        rows = sum(table.rows for table in manifest.tables)
        self.stdout.write(
            f"{counted(rows, 'row')} of {counted(len(manifest.tables), 'table')} imported. Derived data is being rebuilt."
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        call_command("rebuild", stdout=self.stdout, stderr=self.stderr)

    def _tell(self, table) -> None:
        self.stdout.write(f"{table.name}: {counted(table.rows, 'row')}")
