"""Zip, tar and gzip files: what is in them is read as if it lay in a folder, one file after the other.

An archive is unpacked whole before anything of it is read: one that is made to fill a disk gives no report at all.
"""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from archive.ingest.raw import Refusal
from archive.ingest.readers.fields import RecordError
from archive.ingest.readers.unpack import (
    DAMAGED,
    MAX_MEMBERS,
    Ration,
    Rationed,
    open_member,
    open_zip,
    telling_what_is_wrong,
)

GZIP, ZIP = b"\x1f\x8b", b"PK"
# An archive in an archive in an archive is unpacked, but no more than that.
MAX_NESTED = 3
MAX_NAME = 100  # characters of a name on disk
OTHER_KIND = (
    "is an archive file of a kind that is not unpacked: unpack it, or pack it again as an ordinary zip"
)


class _Folder:
    """A temporary folder with the files of an archive, and what could not be unpacked."""

    def __init__(self, folder: Path, origin: str, size: int):
        self.folder, self.origin, self.ration, self.size = folder, origin, Ration(size), 0
        self.files: list[tuple[tuple[str, ...], Path]] = []
        self.refused: list[Refusal] = []

    def add(self, name: str, stream) -> None:
        """Write a member; its name cannot lead outside the folder."""
        parts = tuple(part for part in PurePosixPath(name).parts if part not in ("/", "..", ".")) or ("file",)
        if len(self.files) >= MAX_MEMBERS:
            raise RecordError(f"holds more than {MAX_MEMBERS:,} files: unpack it and load them in parts")
        place = self.folder.joinpath(*(part[-MAX_NAME:] for part in parts))
        if place.exists() or any(parent.is_file() for parent in place.parents):
            place = self.folder / f"{len(self.files)}-{parts[-1][-MAX_NAME:]}"
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as copy:
            shutil.copyfileobj(io.BufferedReader(Rationed(stream, self.ration)), copy, 1_000_000)
        self.files.append((parts, place))
        self.size += place.stat().st_size

    def __iter__(self) -> Iterator[tuple[Path, str] | Refusal]:
        """Yield the files with their display names, those of each folder before those of the folders in it."""
        for parts, place in sorted(self.files, key=lambda file: (file[0][:-1], file[0][-1])):
            yield place, f"{self.origin}/{'/'.join(parts)}"
        yield from self.refused


@contextmanager
def unpacked(path: Path, origin: str, depth: int) -> Iterator[_Folder]:
    """Yield the files in an archive with their display names, and refusals of those that cannot be unpacked; `size` is theirs in bytes.

    Raises:
        RecordError: when it is damaged as a whole, locked, nested too deeply, or unpacks to more than it may.
    """
    if depth >= MAX_NESTED:
        raise RecordError(f"is an archive within {MAX_NESTED} others: unpack it and give what is in it")
    with tempfile.TemporaryDirectory(prefix="dateline-") as name:
        folder = _Folder(Path(name), origin, path.stat().st_size)
        with path.open("rb") as file:
            head = file.read(4)
        if head.startswith(ZIP):
            _unpack_zip(path, folder)
        elif _is_tar(path):
            _unpack_tar(path, folder)
        elif head.startswith(GZIP):
            with gzip.open(path) as stream:
                folder.add(PurePosixPath(origin).name.removesuffix(".gz") or "file", stream)
        else:
            raise RecordError(OTHER_KIND)
        yield folder


def _unpack_zip(path: Path, folder: _Folder) -> None:
    with open_zip(path) as archive:
        for info in archive.infolist():
            if info.is_dir() or is_hidden(info.filename):
                continue
            try:
                with open_member(archive, info, folder.ration) as stream:
                    folder.add(info.filename, stream)
            except RecordError as error:
                if folder.ration.left < 0:
                    raise
                folder.refused.append(Refusal(f"{folder.origin}/{_shown(info)}", None, str(error)))


def _shown(info: zipfile.ZipInfo) -> str:
    return "/".join(part for part in PurePosixPath(info.filename).parts if part not in ("/", "..", "."))


def _unpack_tar(path: Path, folder: _Folder) -> None:
    with telling_what_is_wrong_with_tar(), tarfile.open(path, "r|*") as archive:
        for info in archive:
            stream = archive.extractfile(info) if info.isfile() and not is_hidden(info.name) else None
            if stream is not None:
                folder.add(info.name, stream)


@contextmanager
def telling_what_is_wrong_with_tar() -> Iterator[None]:
    """Turn the errors of a damaged tar file into a RecordError."""
    try:
        with telling_what_is_wrong():
            yield
    except tarfile.TarError as error:
        raise RecordError(DAMAGED) from error


def _is_tar(path: Path) -> bool:
    try:
        with tarfile.open(path, "r|*"):
            return True
    except (tarfile.TarError, OSError, EOFError, ValueError):
        return False


def is_hidden(name: str) -> bool:
    """Return whether a member is one of those that systems add, such as __MACOSX/ and .DS_Store."""
    return any(
        part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in PurePosixPath(name).parts
    )
