"""Say in one line what is wrong with the embedded server, and what to do."""

from __future__ import annotations

import contextlib
import errno
import re
from collections.abc import Iterator
from pathlib import Path


class DatabaseUnavailableError(Exception):
    """Raised when the embedded server cannot be used; the message says why and what to do."""


# PostgreSQL's message -> its meaning here. The first match counts: full shared memory looks like a full disk.
_MEANINGS = (
    (r"shared memory segment.*(No space|Cannot allocate)|could not map anonymous shared memory|Cannot allocate memory|out of memory",
     "The machine has too little memory for the database: end other programs, or give the container more (--shm-size)."),
    (r"No space left on device|Disk quota exceeded",
     "The disk that holds {home} is full: free some space and start again. Nothing that was saved is lost."),
    (r"Permission denied|Operation not permitted",
     "The database may not read or write its files below {home}: give them back to the user who runs the archive."),
    (r"Read-only file system", "{home} is on a disk that cannot be written: set ARCHIVE_HOME to another directory."),
    (r"incompatible with server|initialized by PostgreSQL version",
     "{home}/postgres was made by another version of PostgreSQL: export it with that version, or set ARCHIVE_HOME to a new directory."),
    (r"invalid locale name",
     "This system has no UTF-8 locale that PostgreSQL can use: install C.UTF-8 or en_US.UTF-8."),
)  # fmt: skip


def explanation(said: str, home: Path, *, log_path: Path | None = None) -> str:
    """Turn the output of a PostgreSQL program into one line."""
    for pattern, meaning in _MEANINGS:
        if re.search(pattern, said):
            return meaning.format(home=home)
    complaints = re.findall(r"(?:FATAL|PANIC|ERROR|error):\s*(.+)", said) or [
        said.strip() or "it gave no reason"
    ]
    where = f" More is in {log_path}." if log_path else ""
    return f"The database did not start: {complaints[-1]}.{where}"


@contextlib.contextmanager
def explained(home: Path) -> Iterator[None]:
    """Raise DatabaseUnavailableError with a plain message if the operating system refuses something."""
    try:
        yield
    except OSError as error:
        raise DatabaseUnavailableError(_refusal(error, home)) from error


def _refusal(error: OSError, home: Path) -> str:
    path = error.filename or home
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {home} is full: free some space and start again. Nothing that was saved is lost."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{path} cannot be written by this user: run the archive as its owner, or set ARCHIVE_HOME to a directory of your own."
    if error.errno == errno.EROFS:
        return f"{path} is on a disk that cannot be written: set ARCHIVE_HOME to another directory."
    if error.errno == errno.ENOTEMPTY:
        return f"{home}/postgres holds files, but no database: move it away, or set ARCHIVE_HOME to another directory."
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return f"{path} is a file where the archive needs a directory: move it away, or set ARCHIVE_HOME to another directory."
    return f"{path}: {error.strerror or error}."
