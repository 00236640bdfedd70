"""Open what is in archives, and refuse what is made to fill a disk: the sizes that an archive states are not believed.

All that is unpacked of one file goes through `Ration`, which counts the bytes that really come out.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from archive.ingest.readers.fields import RecordError

# What may come out of an archive: so many bytes, or so many times its own size, whichever is more.
MAX_UNPACKED, MAX_TIMES = 500_000_000, 200
MAX_MEMBERS = 100_000
PASSWORD = "is protected with a password: save it without one and try again"
DAMAGED = "is damaged or cut off: download or copy it again"
BOMB = "unpacks to far more than its size, like a file made to fill a disk: it was not read"


class Ration:
    """How many bytes may still be unpacked of one file of a size; at most so many if that is said."""

    def __init__(self, size: int, *, most: int | None = None):
        self.left = max(MAX_UNPACKED, size * MAX_TIMES) if most is None else most

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise RecordError(BOMB)


class Rationed(io.RawIOBase):
    """A stream of unpacked bytes that stops when the ration is used up, and tells what is wrong with the archive."""

    def __init__(self, stream, ration: Ration):
        self.stream, self.ration = stream, ration

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        with telling_what_is_wrong():
            content = self.stream.read(size if size and size > 0 else 1_000_000)
        self.ration.take(len(content))
        return content

    def readinto(self, buffer) -> int:
        content = self.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


@contextmanager
def telling_what_is_wrong() -> Iterator[None]:
    """Turn the errors of damaged, locked and unusual archives into a RecordError that says what to do."""
    try:
        yield
    except RecordError:
        raise
    except RuntimeError as error:
        raise RecordError(PASSWORD if "password" in str(error).lower() else DAMAGED) from error
    except NotImplementedError as error:
        raise RecordError(
            f"is packed in a way that is not read ({error}): pack it again as an ordinary zip"
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise RecordError(DAMAGED) from error


@contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive, or a format that is one.

    Raises:
        RecordError: when it is damaged, or has more members than any export.
    """
    with telling_what_is_wrong():
        archive = zipfile.ZipFile(path)
    with archive:
        if len(archive.infolist()) > MAX_MEMBERS:
            raise RecordError(f"holds more than {MAX_MEMBERS:,} files: unpack it and load them in parts")
        yield archive


@contextmanager
def open_member(
    archive: zipfile.ZipFile, name: str | zipfile.ZipInfo, ration: Ration | None = None
) -> Iterator[BinaryIO]:
    """Open a member as a stream that ends with a RecordError if it is a bomb, locked or damaged."""
    size = Path(archive.filename).stat().st_size if archive.filename else 0
    with telling_what_is_wrong():
        info = archive.getinfo(name) if isinstance(name, str) else name
        if info.flag_bits & 0x1:
            raise RecordError(PASSWORD)
        stream = archive.open(info)
    with stream:
        yield io.BufferedReader(Rationed(stream, ration or Ration(size)), 256_000)


def read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a member of a few megabytes at most.

    Raises:
        RecordError: when it is larger, missing or damaged.
    """
    with open_member(archive, name) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise RecordError(f"holds {name}, which is larger than {most // 1_000_000} MB: it was not read")
    return content


def check_sizes(path: Path, most: int) -> None:
    """Refuse a zip archive that unpacks to more than it may, before a library opens it that believes what it states.

    Raises:
        RecordError: when it does, or is damaged or locked.
    """
    ration = Ration(0, most=most)
    with open_zip(path) as archive:
        for info in archive.infolist():
            with open_member(archive, info, ration) as stream:
                while stream.read(1_000_000):
                    pass
