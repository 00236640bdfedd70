"""Loading files into memory before anything is timed."""

from __future__ import annotations

import os
from pathlib import Path

from bench.speed.timing import tell

AT_ONCE = 1 << 22  # bytes


def read_once(*directories: Path) -> None:
    """Read all files in these directories, so that they are in the system's cache as after a day of use."""
    size = 0
    for directory in directories:
        for path in directory.rglob("*"):
            if path.is_file():
                with path.open("rb", buffering=0) as file:
                    while part := file.read(AT_ONCE):
                        size += len(part)
    tell(f"{size / 1e9:.1f} GB read into memory")


def forget(*directories: Path) -> None:
    """Let the system drop all files in these directories from its memory, as after a start of the machine."""
    os.sync()
    for directory in directories:
        for path in directory.rglob("*"):
            if path.is_file():
                with path.open("rb", buffering=0) as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
