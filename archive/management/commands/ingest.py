"""Load files of reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import CommandError
from django.db import transaction

from archive.ingest.column_memory import column_mapping, remember
from archive.ingest.encoding import EncodingNotKnownError, checked_encoding
from archive.ingest.load import load
from archive.ingest.outcome import Outcome
from archive.ingest.raw import RawArticle, Refusal
from archive.ingest.readers import READ, RecordError, is_read, list_files, read_paths, recognise_file
from archive.ingest.readers.columns import ColumnMapping, read_columns
from archive.ingest.readers.fields import checked_language
from archive.ingest.readers.options import Meter
from archive.ingest.rules import RuleError
from archive.ingest.sources import SourceBook, UnknownSourceError, add_source
from archive.management.import_command import Bar, ImportCommand
from archive.models import Source

NOTHING_READ = f"Nothing was read. Name files of {READ}, or folders of them; hidden files are ignored."


class Command(ImportCommand):
    """Read files and folders, load what they hold, and report what became of each record."""

    nothing_read = NOTHING_READ
    help = (
        f"Load reports from files and folders of them: {READ}, recognised by their content. Running it again changes nothing; "
        "Ctrl-C finishes the current records, and the same command continues from there. Exits with 1 if a record was refused or "
        "nothing was read."
    )

    def add_arguments(self, parser) -> None:
        """Add the files and the options for loading them."""
        parser.add_argument(
            "paths",
            nargs="+",
            metavar="PATH",
            help="A file, or a folder, which is read with everything in it.",
        )
        self._add_sources(parser)
        parser.add_argument(
            "--language",
            default="",
            metavar="xx",
            help="The language of records that give none, such as en or fr.",
        )
        parser.add_argument(
            "--publish", action="store_true", help="Publish the reports at once; otherwise they are drafts."
        )
        parser.add_argument(
            "--columns",
            default="",
            metavar="COLUMN=LABEL,…",
            help="What the columns of tables and the keys of records mean, such as text=body,headline=kop; an empty label leaves one "
            "out. Remembered for files with the same header. --dry-run shows how they are read.",
        )
        super().add_arguments(parser)

    def _add_sources(self, parser) -> None:
        parser.add_argument(
            "--source", metavar="SLUG", help="The source for records that name none: its slug or its name."
        )
        parser.add_argument(
            "--new-source",
            metavar="NAME",
            action="append",
            default=[],
            help="Add this source first if it does not exist. The first one given is the source for records that name none. "
            "May be given several times.",
        )
        parser.add_argument(
            "--new-sources",
            action="store_true",
            help="Add every source that the records name and the archive lacks. One that is likely a source of the archive is not added: "
            "say with --same-source that it is, or with --new-source that it is not.",
        )
        parser.add_argument(
            "--same-source",
            metavar="NAME=SLUG",
            action="append",
            default=[],
            help="A name that records give to a source of the archive. May be given several times.",
        )

    def handle(self, *args, paths: list[str], **options) -> None:
        """Load everything, then print one line of counts and a row for each refusal."""
        self._check(paths, options)
        mapping = column_mapping(options["columns"])
        if options["dry_run"]:
            with transaction.atomic():
                outcome = self._load(paths, mapping, options)
                transaction.set_rollback(True)
        else:
            outcome = self._load(paths, mapping, options)
            remember(mapping)
        self.finish(outcome, options)

    def _check(self, paths: list[str], options: dict) -> None:
        if options["source"] and options["new_source"]:
            raise CommandError("Use --source for an existing source or --new-source to add one, not both.")
        try:
            options["language"] = checked_language(options["language"])
            options["encoding"] = options["encoding"] and checked_encoding(options["encoding"])
            options["columns"] = read_columns(options["columns"])
        except (RecordError, EncodingNotKnownError) as error:
            raise CommandError(f"--{error}.") from error
        for path in map(Path, paths):
            if not path.exists():
                raise CommandError(f"{path} does not exist: check the path. Nothing was loaded.")
            if path.is_file():
                self._check_file(path, options["encoding"])

    def _check_file(self, path: Path, encoding: str) -> None:
        """Stop before loading anything if a file named on the command line cannot be read."""
        try:
            found = recognise_file(path, told=encoding)
        except OSError as error:
            raise CommandError(
                f"{path} cannot be read: {error.strerror or error}. Nothing was loaded."
            ) from error
        if not is_read(found) and not found.count:
            raise CommandError(f"{path} cannot be read: it {found.reason}. Nothing was loaded.")

    def _source(self, options: dict) -> Source | None:
        try:
            added = [add_source(name) for name in options["new_source"]]
            book = SourceBook()
            return book.find(options["source"]) if options["source"] else next(iter(added), None)
        except (UnknownSourceError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _same_sources(self, options: dict) -> dict[str, Source]:
        book, same = SourceBook(), {}
        for pair in options["same_source"]:
            given, _, slug = pair.rpartition("=")
            if not given.strip():
                raise CommandError(
                    f"--same-source is “{pair}”: write NAME=SLUG, such as “Border Courier=border-courier”."
                )
            try:
                same[given.strip()] = book.find(slug)
            except UnknownSourceError as error:
                raise CommandError(f"--same-source: {error}") from error
        return same

    def _read(
        self, paths: list[str], mapping: ColumnMapping, options: dict, bar: Bar
    ) -> Iterator[RawArticle | Refusal]:
        meter = Meter()
        for item in read_paths(paths, encoding=options["encoding"], columns=mapping, meter=meter):
            bar.reach(meter.read)
            yield item

    def _load(self, paths: list[str], mapping: ColumnMapping, options: dict) -> Outcome:
        source, same = self._source(options), self._same_sources(options)
        kept = {
            name: options[name]
            for name in (
                "source",
                "new_source",
                "new_sources",
                "same_source",
                "language",
                "encoding",
                "columns",
                "publish",
            )
        }
        size = sum(path.stat().st_size for path, _ in list_files(paths) if path.is_file())

        def work(bar: Bar) -> Outcome:
            try:
                return load(
                    self._read(paths, mapping, options, bar),
                    label=", ".join(Path(path).name or str(path) for path in paths),
                    source=source,
                    language=options["language"],
                    publish=options["publish"],
                    dry_run=options["dry_run"],
                    new_sources=options["new_sources"],
                    same_sources=same,
                    options={"paths": [Path(path).name for path in paths], **kept},
                    progress=bar.show,
                    stop=self.is_stopped,
                )
            except RuleError as error:
                raise CommandError(str(error)) from error

        return self.run_import(work, size=size, quiet=options["json"])
