"""Export a whole archive into one file."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from archive.kinds import all_kinds
from archive.management.container import ContainerError
from archive.management.exporting import export
from archive.text.localised import counted


class Command(BaseCommand):
    """Write everything that cannot be derived into one file."""

    help = (
        "Export the whole archive into FILE: reports, what was received byte for byte, names, mentions, imports, history, users and groups. "
        "import_archive loads it into an empty archive, whatever version of PostgreSQL that runs on. FILE holds everything, protected names and "
        "drafts too: keep it as safe as the archive."
    )

    def add_arguments(self, parser) -> None:
        """Add the file argument."""
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="The file to write, such as dateline.zip."
        )

    def handle(self, *args, file: Path, **options) -> None:
        """Export, and report what the file holds."""
        if file.exists():
            raise CommandError(f"{file} already exists: name another file, or remove it.")
        if not file.resolve().parent.is_dir():
            raise CommandError(
                f"{file.resolve().parent} is not a directory: create it, or name another file."
            )
        try:
            manifest = export(file, progress=self._tell if options["verbosity"] > 1 else lambda table: None)
        except ContainerError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            raise CommandError("Stopped: no file was written.", returncode=130) from stop
        rows = {table.name: table.rows for table in manifest.tables}
        self.stdout.write(
            f"{file}: {counted(rows['archive_article'])}, {counted(rows['archive_capture'], 'capture')}, {rows['archive_entity']:,} {all_kinds()}, "
            f"{counted(rows['archive_mention'], 'mention')}, {counted(rows['auth_user'], 'user')}; "
            f"{counted(sum(rows.values()), 'row')} of {counted(len(rows), 'table')} in all, "
            f"{file.stat().st_size / 1e6:,.1f} MB."
        )

    def _tell(self, table) -> None:
        self.stdout.write(f"{table.name}: {counted(table.rows, 'row')}")
