"""The file of an exported archive: a zip of tables in COPY's text form, which any PostgreSQL reads, and a manifest.

Text rather than pg_dump's own format, which an older pg_restore cannot read.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

FORMAT = 1
MANIFEST = "manifest.json"
BATCH_BYTES = 1_000_000
COMPRESSION = 3  # of 9: two thirds of what 9 saves, in a fifth of the time


class ContainerError(Exception):
    """Raised when a file cannot be read as an exported archive; the message says why and what to do."""


@dataclass
class Table:
    """A table in the file: its columns in order, its number of rows and its hash."""

    name: str
    columns: list[str]
    rows: int
    size: int  # bytes
    sha256: str

    @property
    def entry(self) -> str:
        """The name of its member in the zip file."""
        return f"tables/{self.name}.copy"


@dataclass
class Manifest:
    """What the file holds, and which version of the archive wrote it."""

    postgresql: str
    migrations: list[tuple[str, str]]
    tables: list[Table] = field(default_factory=list)
    sequences: dict[str, tuple[int, bool]] = field(
        default_factory=dict
    )  # last value, and whether it has been used

    def as_json(self) -> str:
        """Return it in the form of the file."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1)

    @classmethod
    def read(cls, text: bytes) -> Manifest:
        """Parse it from the form of the file.

        Raises:
            ContainerError: when the format is a different one.
        """
        try:
            values = json.loads(text)
            if values.pop("format") != FORMAT:
                raise ContainerError(
                    "This file was exported by a newer version: import it with that version."
                )
            tables = [Table(**table) for table in values.pop("tables")]
            migrations = [(app, name) for app, name in values.pop("migrations")]
            sequences = {
                name: (int(last), bool(given)) for name, (last, given) in values.pop("sequences").items()
            }
            return cls(migrations=migrations, tables=tables, sequences=sequences, **values)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ContainerError(
                "This file is not an exported archive, or it is damaged: export it again."
            ) from error


@contextmanager
def writing(path: Path) -> Iterator[zipfile.ZipFile]:
    """Write a file that only its owner may read and that appears only once it is complete."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as container:
                yield container
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a file and read its manifest.

    Raises:
        ContainerError: when it is not an exported archive, or is damaged.
    """
    try:
        with zipfile.ZipFile(path) as container:
            yield container, Manifest.read(container.read(MANIFEST))
    except (zipfile.BadZipFile, KeyError) as error:
        raise ContainerError(
            f"{path} is not an exported archive, or it is damaged: export it again."
        ) from error
    except FileNotFoundError as error:
        raise ContainerError(f"{path} does not exist: check the path.") from error
