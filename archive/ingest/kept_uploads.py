"""Files that came with a form which had to be shown again: kept for whoever sent them, so that they need not be chosen again.

They lie under ARCHIVE_HOME/uploads/kept, in a folder for each person, by the hash of their bytes, and are removed after a day.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from archive.ingest.imports.arrive import safe_parts

MAX_AGE = 24 * 60 * 60  # seconds
MAX_KEPT = 10  # of one person
DIGEST = re.compile(r"[0-9a-f]{64}")


def top_folder() -> Path:
    """Return the folder with the kept files of everybody."""
    return Path(settings.ARCHIVE_HOME) / "uploads" / "kept"


def keep_sent(file: UploadedFile, *, user_id: int) -> str | None:
    """Keep a file for somebody, and return the hash by which they get it back; None if the disk does not take it."""
    try:
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        folder = top_folder() / str(int(user_id)) / digest
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        file.seek(0)
        with (folder / safe_parts(file.name or "")[-1]).open("xb") as copy:
            shutil.copyfileobj(file, copy, 1_000_000)
        remove_old()
    except (OSError, ValueError):  # ValueError: it is closed
        return None
    return digest


def kept_file(digest: str, *, user_id: int) -> UploadedFile | None:
    """Return a file that somebody sent before, open; None if it is not theirs, too old or not as it was."""
    if not DIGEST.fullmatch(digest):
        return None
    folder = top_folder() / str(int(user_id)) / digest
    with suppress(OSError, IndexError):
        path = list(folder.iterdir())[0]
        file = path.open("rb")
        if hashlib.file_digest(file, "sha256").hexdigest() == digest:
            file.seek(0)
            return UploadedFile(file, path.name, size=path.stat().st_size)
        file.close()
    return None


def remove_old(*, older_than: float = MAX_AGE) -> tuple[int, bool]:
    """Remove kept files older than so many seconds, and of each person all but the latest; return how many, and whether any are left."""
    removed = kept = 0
    for person in _folders(top_folder()):
        latest = sorted(_folders(person), key=_changed, reverse=True)
        for place, folder in enumerate(latest):
            if place >= MAX_KEPT or _changed(folder) < time.time() - older_than:
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
            else:
                kept += 1
        with suppress(OSError):
            person.rmdir()  # if it is empty
    return removed, bool(kept)


def _folders(top: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from [path for path in top.iterdir() if path.is_dir() and not path.is_symlink()]


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
