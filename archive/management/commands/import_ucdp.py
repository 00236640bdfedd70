"""Load files of UCDP."""

from __future__ import annotations

from archive.ingest.datasets.kinds import UCDP_FILES
from archive.management.dataset_command import DatasetCommand


class Command(DatasetCommand):
    """Read events, years of dyads and lists of actors, and report what became of each row."""

    kinds = UCDP_FILES
    help = (
        "Load events of UCDP: GED (yearly and candidate releases, extracts), years of dyads, and the list of actors, recognised by their "
        "columns. Running it again changes nothing; Ctrl-C finishes the current rows, and the same command continues from there. "
        "Exits with 1 if a row was refused or nothing was read."
    )

    def add_arguments(self, parser) -> None:
        """Add the files and their version."""
        super().add_arguments(parser)
        parser.add_argument(
            "--dataset-version",
            default="",
            metavar="24.1",
            help="The version of the data set, if the files’ names do not give it.",
        )

    def version(self, options: dict) -> str:
        """Return the version given for the files."""
        return options["dataset_version"]
