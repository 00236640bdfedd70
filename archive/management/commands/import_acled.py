"""Load files of ACLED."""

from __future__ import annotations

from datetime import date

from django.core.management.base import CommandError

from archive.ingest.datasets.kinds import ACLED_FILES
from archive.management.dataset_command import DatasetCommand


class Command(DatasetCommand):
    """Read events, keep them private, and report what became of each row."""

    kinds = ACLED_FILES
    help = (
        "Load events of ACLED, in its columns of today or those before 2023. ACLED’s terms of use forbid passing rows on: they stay private, "
        "with their claims, and their events until a report of the archive tells of them. Running it again changes nothing; Ctrl-C finishes the "
        "rows in hand, and the same command continues from there. Exits with 1 if a row was refused or nothing was read."
    )

    def add_arguments(self, parser) -> None:
        """Add the files and the day on which they were received."""
        super().add_arguments(parser)
        parser.add_argument(
            "--accessed",
            default="",
            metavar="1998-08-09",
            help="The day on which the files were downloaded; today if not given.",
        )

    def version(self, options: dict) -> str:
        """Return the day of access, which the attribution names."""
        try:
            return str(date.fromisoformat(options["accessed"]) if options["accessed"] else date.today())
        except ValueError as error:
            raise CommandError(
                f"--accessed {options['accessed']} is not a day: write it as 1998-08-09. Nothing was loaded."
            ) from error
