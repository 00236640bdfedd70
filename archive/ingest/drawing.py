"""Draw pictures and PDFs in a process of its own, with an end to its time and memory: files come from outside, and some take very long.

    python -m archive.ingest.drawing

reads a file from its input and writes what it shows to its output: a line of JSON, then the large and the small picture.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from archive.ingest.pictures import PictureError, Redrawn, draw_anew

MAX_MEMORY = 3_000_000_000  # bytes of address space
MAX_WRITTEN = 200_000_000  # bytes
ROOT = Path(__file__).resolve().parents[2]
OUT_OF_MEMORY = "It takes too much memory to draw: save it with fewer pixels, or with fewer pages."
DAMAGED = (
    "It cannot be drawn: it is damaged, or holds something very large. Save it again with another program."
)


@dataclass(frozen=True)
class Limits:
    """How long a drawing may take: seconds of processor time, and by the clock on a machine that is busy."""

    seconds: int
    by_the_clock: float


MAX_WHILE_WAITING = Limits(4, 15.0)  # while somebody waits for the page
IN_THE_BACKGROUND = Limits(120, 600.0)


class TooLongError(Exception):
    """Raised for a file that is not drawn within its time."""


def draw_within(content: bytes, limits: Limits) -> Redrawn:
    """Return what a picture or PDF shows, drawn within these limits.

    Raises:
        PictureError: it is neither, is damaged, locked or too large.
        TooLongError: it takes longer.
    """
    command = [sys.executable, "-m", "archive.ingest.drawing", str(limits.seconds)]
    try:
        done = subprocess.run(  # noqa: S603 (our own program, and no shell)
            command, input=content, capture_output=True, timeout=limits.by_the_clock, cwd=ROOT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TooLongError from error
    if done.returncode < 0 and -done.returncode in TIMED_OUT:
        raise TooLongError
    head, _, rest = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise PictureError(DAMAGED)
    return _read(json.loads(head), rest)


# What ends a process whose processor time is spent: SIGXCPU, then SIGKILL.
TIMED_OUT = (24, 9)


def _read(told: dict, rest: bytes) -> Redrawn:
    if "problem" in told:
        raise PictureError(told["problem"])
    length = told.pop("length")
    width, height = told.pop("size")
    small_width, small_height = told.pop("small_size")
    return Redrawn(
        content=rest[:length], small=rest[length:], size=(width, height), small_size=(small_width, small_height), **told
    )  # fmt: skip


def _write(drawn: Redrawn) -> None:
    told = {
        "given_type": drawn.given_type, "media_type": drawn.media_type, "size": drawn.size, "small_size": drawn.small_size,
        "pages": drawn.pages, "length": len(drawn.content),
    }  # fmt: skip
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + drawn.content + drawn.small)


def main() -> None:
    """Draw the file of the input within a number of seconds."""
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_WRITTEN, MAX_WRITTEN))
    try:
        _write(draw_anew(sys.stdin.buffer.read()))
    except PictureError as error:
        print(json.dumps({"problem": str(error)}))
    except MemoryError:
        print(json.dumps({"problem": OUT_OF_MEMORY}))


if __name__ == "__main__":
    main()
