"""Zip, tar and gzip files: what is in them is read as if it lay in a folder, one file after the other."""

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


def members(path: Path, origin: str, depth: int) -> Iterator[tuple[Path, str] | Refusal]:
    """Yield a copy of each file in an archive and its display name, in the order of names; the copy goes with the next.

    A member that cannot be unpacked is refused, and the others are read.
    """
    if depth >= MAX_NESTED:
        yield Refusal(
            origin, None, f"is an archive within {MAX_NESTED} others: unpack it and give what is in it"
        )
        return
    try:
        with path.open("rb") as file:
            head = file.read(4)
        if head.startswith(ZIP):
            yield from _of_zip(path, origin)
        elif head.startswith(GZIP) and not _is_tar(path):
            yield from _of_gzip(path, origin)
        elif _is_tar(path):
            yield from _of_tar(path, origin)
        else:
            yield Refusal(
                origin,
                None,
                "is an archive file of a kind that is not unpacked: unpack it, or pack it again as an ordinary zip",
            )
    except RecordError as error:
        yield Refusal(origin, None, str(error))


def _of_zip(path: Path, origin: str) -> Iterator[tuple[Path, str] | Refusal]:
    ration = Ration(path.stat().st_size)
    with open_zip(path) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if info.is_dir() or is_hidden(info.filename):
                continue
            name = f"{origin}/{_shown(info)}"
            try:
                with open_member(archive, info, ration) as stream, _copied(stream, name) as copy:
                    yield copy, name
            except RecordError as error:
                yield Refusal(name, None, str(error))
                if ration.left < 0:
                    return


def _shown(info: zipfile.ZipInfo) -> str:
    """Return the name of a member without the parts by which an archive might write elsewhere."""
    parts = [part for part in PurePosixPath(info.filename).parts if part not in ("/", "..", ".")]
    return "/".join(parts) or "file"


def _of_gzip(path: Path, origin: str) -> Iterator[tuple[Path, str] | Refusal]:
    inner = origin.removesuffix(".gz") if origin.lower().endswith(".gz") else f"{origin}/unpacked"
    ration = Ration(path.stat().st_size)
    with (
        gzip.open(path) as packed,
        io.BufferedReader(Rationed(packed, ration)) as stream,
        _copied(stream, inner) as copy,
    ):
        yield copy, inner


def _of_tar(path: Path, origin: str) -> Iterator[tuple[Path, str] | Refusal]:
    ration = Ration(path.stat().st_size)
    with telling_what_is_wrong_with_tar(), tarfile.open(path, "r|*") as archive:
        for count, info in enumerate(archive):
            if count >= MAX_MEMBERS:
                raise RecordError(f"holds more than {MAX_MEMBERS:,} files: unpack it and load them in parts")
            if not info.isfile() or is_hidden(info.name):
                continue
            name = (
                f"{origin}/{'/'.join(p for p in PurePosixPath(info.name).parts if p not in ('/', '..', '.'))}"
            )
            stream = archive.extractfile(info)
            if stream is not None:
                with _copied(io.BufferedReader(Rationed(stream, ration)), name) as copy:
                    yield copy, name


@contextmanager
def telling_what_is_wrong_with_tar():
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
    return any(part.startswith((".", "__MACOSX")) and part != "." for part in PurePosixPath(name).parts)


@contextmanager
def _copied(stream, name: str) -> Iterator[Path]:
    """Write a stream to a temporary file with the extension of its name, which is removed afterwards."""
    with tempfile.NamedTemporaryFile(prefix="dateline-", suffix=Path(name).suffix[:20]) as copy:
        shutil.copyfileobj(stream, copy, 1_000_000)
        copy.flush()
        yield Path(copy.name)
