"""Load the entities of registers."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandError

from archive.ingest.encoding import EncodingNotKnownError, checked_encoding
from archive.ingest.entities.column_memory import recall_columns, remember_columns
from archive.ingest.entities.columns import ColumnsError, read_meanings
from archive.ingest.entities.formats import RegisterReading, columns_in, format_of, read_register
from archive.ingest.entities.geonames import EVERY_FEATURE, FEATURES
from archive.ingest.entities.load import load_entities
from archive.ingest.outcome import Outcome
from archive.ingest.readers.fields import RecordError
from archive.kinds import BY_KEY, all_kinds
from archive.management.import_command import Bar, ImportCommand
from archive.models import Entity


class Command(ImportCommand):
    """Read registers, and report what became of each record."""

    nothing_read = "Nothing was read: the files have no records."
    help = (
        f"Load {all_kinds()}: tables (CSV, TSV), JSON of Wikidata, OpenRefine and OpenSanctions, the Security Council’s list in "
        "XML, files of GeoNames, UCDP’s actors; recognised by what they hold. New entries are added, known ones brought up to date, and "
        "what may be an entry already waits for a curator. Running it again changes nothing; Ctrl-C finishes the current records, and the "
        "same command continues from there. Exits with 1 if a record was refused or nothing was read."
    )

    def add_arguments(self, parser) -> None:
        """Add the arguments: the files, and what the user says about them."""
        parser.add_argument(
            "paths",
            nargs="+",
            metavar="FILE",
            help="A file as it was downloaded; .gz, .bz2 and .zip are unpacked.",
        )
        parser.add_argument(
            "--kind", default="", choices=list(BY_KEY), help="What the records are, if they do not say."
        )
        parser.add_argument(
            "--register",
            default="",
            metavar="NAME",
            help="Whose numbers the column id holds: wikidata, geonames, opensanctions …, or a name for the list; else the name of the file.",
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="MEANING=LABEL",
            help="What a column of a table is, if its label does not say: name=Toponyme. An empty meaning leaves a column out.",
        )
        parser.add_argument(
            "--features",
            default="",
            metavar="P,A,T.PASS",
            help=f"Which classes and codes of GeoNames are wanted: {','.join(FEATURES)} by default; “all” for everything.",
        )
        parser.add_argument(
            "--draft", action="store_true", help="Add new entries as drafts, which curators alone see."
        )
        super().add_arguments(parser)

    def handle(self, *args, paths: list[str], **options) -> None:
        """Load everything, then print one line of counts and a row for each refusal."""
        reading = self._reading(options)
        self._check(paths, reading)
        size = sum(Path(path).stat().st_size for path in paths)
        outcome = self.run_import(
            lambda bar: self._load(bar, paths, reading, options), size=size, quiet=options["json"]
        )
        if not options["dry_run"]:
            for path in paths:
                remember_columns(
                    [column.label for column in columns_in(Path(path), reading)], reading.columns
                )
        self.finish(outcome, options)

    def _reading(self, options: dict) -> RegisterReading:
        try:
            encoding = options["encoding"] and checked_encoding(options["encoding"])
            columns = read_meanings(options["column"])
        except (EncodingNotKnownError, ColumnsError) as error:
            raise CommandError(
                f"--{error}." if isinstance(error, EncodingNotKnownError) else f"--column: {error}."
            ) from error
        wanted = tuple(part.strip() for part in options["features"].split(",") if part.strip())
        features = EVERY_FEATURE if wanted == ("all",) else wanted or FEATURES
        return RegisterReading(
            options["kind"], options["register"], columns, features, encoding, recalled=recall_columns
        )

    def _check(self, paths: list[str], reading: RegisterReading) -> None:
        """Stop before loading anything if a file cannot be read, or its columns say nothing."""
        keys = set()
        for path in map(Path, paths):
            if not path.is_file():
                raise CommandError(f"{path} is not a file: check the path. Nothing was loaded.")
            try:
                keys.add(format_of(path).key)
                columns_in(path, reading)
            except (RecordError, ColumnsError) as error:
                raise CommandError(f"{path} {error}. Nothing was loaded.") from error
            except OSError as error:
                raise CommandError(
                    f"{path} cannot be read: {error.strerror or error}. Nothing was loaded."
                ) from error
        reading.with_names = "geonames-names" not in keys

    def _load(self, bar: Bar, paths: list[str], reading: RegisterReading, options: dict) -> Outcome:
        names = [Path(path).name for path in paths]
        records = (
            record
            for path in in_order(paths)
            for record in read_register(Path(path), Path(path).name, reading)
        )
        kept = {
            "register": reading.register,
            "kind": reading.kind,
            "columns": dict(reading.columns),
            "draft": options["draft"],
        }
        return load_entities(
            bar.follow(records, lambda record: record.size),
            label=", ".join(names),
            visibility=Entity.Visibility.DRAFT if options["draft"] else Entity.Visibility.PUBLIC,
            dry_run=options["dry_run"],
            options={"paths": names, "entities": True, **kept},
            progress=bar.show,
            stop=self.is_stopped,
        )


def in_order(paths: list[str]) -> list[str]:
    """Put codes of provinces before places, and places before their other names; the rest stays in its order."""
    order = {"geonames-codes": 0, "geonames-names": 2}
    return sorted(paths, key=lambda path: order.get(format_of(Path(path)).key, 1))
