"""What the commands that import data sets have in common."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandError

from archive.ingest.datasets.files import file_kind, read_file
from archive.ingest.datasets.kinds import FileKind
from archive.ingest.datasets.load import load_rows
from archive.ingest.datasets.numbers import ORDERS, CellError
from archive.ingest.encoding import EncodingNotKnownError, checked_encoding
from archive.ingest.outcome import Outcome
from archive.ingest.readers.fields import RecordError
from archive.management.import_command import Bar, ImportCommand


class DatasetCommand(ImportCommand):
    """Load files of one maker's data sets."""

    nothing_read = "Nothing was read: the files have no rows."
    kinds: tuple[FileKind, ...]

    def add_arguments(self, parser) -> None:
        """Add the arguments: the files, and what the user says about them."""
        parser.add_argument("paths", nargs="+", metavar="FILE", help="A table (CSV) as it was downloaded.")
        parser.add_argument(
            "--whole",
            action="store_true",
            help="The files are the whole data set, not an extract: rows of the same line of versions that they no longer have are marked as "
            "vanished.",
        )
        parser.add_argument(
            "--date-order",
            default="",
            choices=ORDERS,
            help="How dates in figures are written, as 03/04/1998 can be read in two ways.",
        )
        super().add_arguments(parser)

    def handle(self, *args, paths: list[str], **options) -> None:
        """Load everything, then print one line of counts and a row for each refusal."""
        self._check(paths, options)
        size = sum(Path(path).stat().st_size for path in paths)
        outcome = self.run_import(
            lambda bar: self._load(bar, paths, options), size=size, quiet=options["json"]
        )
        self.finish(outcome, options)

    def version(self, options: dict) -> str:
        """Return the version given for the files; empty to take it from their names."""
        raise NotImplementedError

    def _check(self, paths: list[str], options: dict) -> None:
        """Stop before loading anything if a file cannot be read or is not of these data sets."""
        try:
            options["encoding"] = options["encoding"] and checked_encoding(options["encoding"])
        except EncodingNotKnownError as error:
            raise CommandError(f"--{error}.") from error
        for path in map(Path, paths):
            if not path.is_file():
                raise CommandError(f"{path} is not a file: check the path. Nothing was loaded.")
            try:
                file_kind(path, among=self.kinds, told=options["encoding"])
            except (CellError, RecordError) as error:
                raise CommandError(f"{path} {error}. Nothing was loaded.") from error
            except OSError as error:
                raise CommandError(
                    f"{path} cannot be read: {error.strerror or error}. Nothing was loaded."
                ) from error

    def _load(self, bar: Bar, paths: list[str], options: dict) -> Outcome:
        rows = (
            row
            for path in paths
            for row in read_file(Path(path), Path(path).name, among=self.kinds, told=options["encoding"])
        )
        names = [Path(path).name for path in paths]
        version = self.version(options)
        kept = {"whole": options["whole"], "encoding": options["encoding"], "version": version}
        return load_rows(
            bar.follow(rows, lambda row: row.size),
            label=", ".join(names),
            version=version,
            order=options["date_order"],
            whole=options["whole"],
            dry_run=options["dry_run"],
            options={"paths": names, "dataset": self.kinds[0].dataset, **kept},
            progress=bar.show,
            stop=self.is_stopped,
        )
