"""Where the files of an import lie: those sent by a browser, and those chosen in the inbox.

Each import has a folder of its own under ARCHIVE_HOME/uploads, and is read from it alone. Files of the inbox are linked into it, so that
no path but that of the inbox can be read: symbolic links are never followed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.utils import timezone

MAX_FILES, MAX_BYTES = 20_000, 4_000_000_000  # of one import, sent by a browser
TOO_LARGE = f"An import takes {MAX_BYTES // 1_000_000_000} GB at most: ask the person who runs the archive to put larger files in its inbox."
MAX_LISTED = 500
MAX_PART, MAX_PARTS = 200, 12  # bytes of the name of a folder or file; folders within folders


class ArrivalError(Exception):
    """Raised for files that an import cannot take, with what to do."""


@dataclass(frozen=True)
class InboxEntry:
    """A file or folder in the inbox: its name, its size in bytes, when it was last changed."""

    name: str
    is_folder: bool
    size: int
    changed_at: datetime


def folder_of(batch_id: int) -> Path:
    """Return the folder with the files of an import."""
    return Path(settings.ARCHIVE_HOME) / "uploads" / str(int(batch_id))


def uploads() -> list[Path]:
    """Return the folders with the files of imports."""
    try:
        return [path for path in (Path(settings.ARCHIVE_HOME) / "uploads").iterdir() if path.is_dir()]
    except OSError:
        return []


def inbox() -> Path:
    """Return the folder for files too large to upload, put there by the person who runs the archive."""
    return Path(settings.ARCHIVE_HOME) / "inbox"


def list_inbox() -> list[InboxEntry]:
    """Return what lies in the inbox, by name; hidden files and symbolic links are left out."""
    try:
        with os.scandir(inbox()) as found:
            entries = [_entry(each) for each in found if _is_offered(each)]
    except OSError:
        return []
    return sorted(entries, key=lambda entry: entry.name.casefold())[:MAX_LISTED]


def _is_offered(each: os.DirEntry) -> bool:
    return not each.name.startswith(".") and (
        each.is_file(follow_symlinks=False) or each.is_dir(follow_symlinks=False)
    )


def _entry(each: os.DirEntry) -> InboxEntry:
    known = each.stat(follow_symlinks=False)
    is_folder = each.is_dir(follow_symlinks=False)
    changed = datetime.fromtimestamp(known.st_mtime, tz=timezone.get_current_timezone())
    return InboxEntry(_shown(each.name), is_folder, 0 if is_folder else known.st_size, changed)


def _shown(name: str) -> str:
    """Return a name as text, whatever its bytes."""
    return os.fsencode(name).decode(errors="replace")


def keep_files(batch_id: int, files: Iterable[tuple[UploadedFile, str]]) -> None:
    """Move files that a browser sent into the folder of their import, without reading them into memory.

    Args:
        files: each with its path within the folder that was dropped, or ""; nothing in it leads outside.

    Raises:
        ArrivalError: there are too many of them, they are too large, or the disk is full.
    """
    top, sent = folder_of(batch_id), size_of(batch_id)
    number, size = sent.files, sent.bytes
    for file, given in files:
        number, size = number + 1, size + (file.size or 0)
        if number > MAX_FILES:
            raise ArrivalError(f"An import takes {MAX_FILES:,} files at most: pack them in a zip file.")
        if size > MAX_BYTES:
            raise ArrivalError(TOO_LARGE)
        try:
            _move(file, _free(top, safe_parts(given or file.name or "")))
        except OSError as error:
            raise ArrivalError(
                f"The file {file.name} could not be kept: {error.strerror or error}."
            ) from error


def _move(file: UploadedFile, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if isinstance(file, TemporaryUploadedFile):
        shutil.move(file.temporary_file_path(), place)
        return
    with place.open("xb") as copy:
        for chunk in file.chunks():
            copy.write(chunk)


def safe_parts(given: str) -> list[str]:
    """Return the parts of a path as names that lead nowhere else."""
    clean = "".join(sign if sign.isprintable() else "_" for sign in given).replace("\\", "/")
    parts = [part for part in PurePosixPath(clean).parts if part not in ("/", ".", "..")]
    return [_short(part) for part in parts[-MAX_PARTS:]] or ["file"]


def _short(part: str) -> str:
    """Shorten a name from its front, as its extension may tell what it is; a leading dot would hide it."""
    return part.lstrip(".").encode(errors="replace")[-MAX_PART:].decode(errors="ignore") or "file"


def _free(top: Path, parts: list[str]) -> Path:
    """Return a path that no file has, numbering the name where another has it."""
    place = top.joinpath(*parts)
    number = 1
    while place.exists() or any(parent.is_file() for parent in place.parents if parent.is_relative_to(top)):
        number += 1
        place = top / f"{number}" / parts[-1]
    return place


@dataclass(frozen=True)
class FolderSize:
    """How many files an import has, and their bytes."""

    files: int = 0
    bytes: int = 0


def size_of(batch_id: int) -> FolderSize:
    """Count the files of an import."""
    sizes = [path.lstat().st_size for path in _files(folder_of(batch_id))]
    return FolderSize(len(sizes), sum(sizes))


def paths_of(batch_id: int) -> list[Path]:
    """Return what lies in the folder of an import, in the order of names."""
    try:
        return sorted(folder_of(batch_id).iterdir())
    except OSError:
        return []


def link_from_inbox(batch_id: int, names: Iterable[str]) -> list[str]:
    """Link what was chosen in the inbox into the folder of an import; return the names that are no longer there."""
    gone = []
    there = {entry.name for entry in list_inbox()}
    for name in names:
        if name not in there:
            gone.append(name)
            continue
        chosen = inbox() / name
        target = folder_of(batch_id)
        for path in [chosen] if chosen.is_file() else _files(chosen):
            _link(path, target / path.relative_to(inbox()))
    return gone


def _link(path: Path, place: Path) -> None:
    """Link a file, or copy it where the inbox is on another disk. One that is already there was linked before."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(path, place, follow_symlinks=False)
    except OSError:
        part = place.with_name(f".part-{place.name}")
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        with open(handle, "rb") as original, part.open("wb") as copy:
            shutil.copyfileobj(original, copy, 1_000_000)
        part.rename(place)


def _files(top: Path) -> Iterator[Path]:
    """Yield the files in a folder and those in it, neither hidden nor symbolic links."""
    for folder, inner, names in os.walk(top, followlinks=False):
        inner[:] = [
            name for name in inner if not name.startswith(".") and not Path(folder, name).is_symlink()
        ]
        for name in names:
            path = Path(folder, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def remove_files(batch_id: int) -> None:
    """Remove the files of an import; those of the inbox stay there."""
    shutil.rmtree(folder_of(batch_id), ignore_errors=True)
