"""Cut a JSON file into the bytes of its records: an array of objects, wherever it lies, or objects one after the other.

A parser builds the whole tree, and keeps no bytes. This looks at brackets and strings only, and leaves the rest to `json.loads`,
record by record. The file is mapped, not read, so its size costs no memory.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from archive.ingest.raw import MAX_RECORD_BYTES
from archive.ingest.readers.fields import RecordError

MAX_DEPTH = 500
# Up to here the list of records is looked for.
MAX_PREAMBLE = 6_000_000
# The pages of the file that were read are given back after so many bytes.
FORGET_AFTER = 16_000_000
SIGN = re.compile(rb'["{}\[\]]')
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
# The keys under which programs and interfaces put their lists of records.
LISTS = frozenset(
    b"articles data docs documents results result items stories records hits news entries posts value rows content reports list".split()
)
CUT_OFF = "is JSON that ends too early: it is cut off or damaged. Download or export it again"


class Place(NamedTuple):
    """Where the records are: how many brackets are open around each, and the key of the list that holds them."""

    depth: int = 0
    key: bytes = b""


@contextmanager
def mapped(path: Path) -> Iterator[mmap.mmap | bytes]:
    """Map a file for reading; an empty one cannot be mapped."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield content


def records_in(path: Path) -> Iterator[bytes | None]:
    """Yield the bytes of each record in order; None for one that is too large.

    Raises:
        RecordError: when the file ends too early, or is nested deeper than any report.
    """
    with mapped(path) as content:
        yield from _records(content, find_place(content))


def find_place(content) -> Place:
    """Return where the records of a file are: in its first array of objects under one of the usual keys, or at the top."""
    stack: list[bytes] = []
    key, at = b"", 0
    while found := SIGN.search(content, at, MAX_PREAMBLE):
        sign, at = found.group(), found.end()
        if sign == b'"':
            at, key = _after_string(content, found.start(), key)
        elif sign in b"{[":
            is_list = sign == b"[" and content[at : at + 200].lstrip()[:1] == b"{"
            if is_list and (not stack or (key.lower() in LISTS and len(stack) <= 3 and b"[" not in stack)):
                return Place(len(stack) + 1, key if stack else b"")
            stack.append(sign)
        elif stack:
            stack.pop()
    return Place()


def _records(content, place: Place) -> Iterator[bytes | None]:
    depth, begun, at, forgotten = 0, -1, 0, 0
    key, in_list = b"", not place.key
    while found := SIGN.search(content, at):
        sign, at = found.group(), found.end()
        if sign == b'"':
            at, key = _after_string(content, found.start(), key)
        elif sign in b"{[":
            if sign == b"[" and place.key and depth + 1 == place.depth and key == place.key:
                in_list = True
            elif sign == b"{" and depth == place.depth and in_list:
                begun = found.start()
            depth += 1
            if depth > MAX_DEPTH:
                raise RecordError("is JSON that is nested too deeply for reports")
        else:
            depth -= 1
            if depth < 0:
                raise RecordError(CUT_OFF)
            if depth == place.depth and begun >= 0:
                yield content[begun:at] if at - begun <= MAX_RECORD_BYTES else None
                begun = -1
                forgotten = _forget(content, forgotten, at)
            elif place.key and depth + 1 == place.depth:
                in_list = False
    if depth:
        raise RecordError(CUT_OFF)


def _after_string(content, start: int, key: bytes) -> tuple[int, bytes]:
    """Return where a string ends, and the string if it is a key, else the key before it."""
    found = STRING.match(content, start)
    if found is None:
        raise RecordError(CUT_OFF)
    end = found.end()
    is_key = end - start < 200 and content[end : end + 50].lstrip()[:1] == b":"
    return end, content[start + 1 : end - 1] if is_key else key


def _forget(content, forgotten: int, at: int) -> int:
    """Give back the pages of a mapped file that were read."""
    if at - forgotten < FORGET_AFTER or not hasattr(content, "madvise") or not hasattr(mmap, "MADV_DONTNEED"):
        return forgotten
    start = forgotten // mmap.PAGESIZE * mmap.PAGESIZE
    content.madvise(mmap.MADV_DONTNEED, start, at // mmap.PAGESIZE * mmap.PAGESIZE - start)
    return at
