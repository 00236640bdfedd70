"""Measure `manage.py loaddata demo` on an empty archive: seconds, and seconds of processors of the command and of the server.

    python -m bench.demo [--code DIRECTORY] [--times 5]

The least of several loads counts, each into a copy of an archive with nothing but the schema, below a temporary directory. `start` is
what a command takes that loads nothing. DIRECTORY is another checkout, such as one of a former version.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


class Taken(NamedTuple):
    """Seconds on the clock, and of processors: of the command and of the server."""

    clock: float
    command: float
    server: float


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--code", type=Path, default=ROOT)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    top = Path(tempfile.mkdtemp(prefix="dateline-demo-", dir="/tmp"))
    try:
        _manage(options.code, top / "empty", "migrate", "--verbosity=0")
        print("| | seconds | command | server | both |\n|---|---|---|---|---|")
        for label, command in (
            ("start", ("shell", "-c", "")),
            ("loaddata demo", ("loaddata", "demo", "--verbosity=0")),
        ):
            taken = [_measured(options.code, top, *command) for _ in range(options.times)]
            best = Taken(*map(min, zip(*taken, strict=True)))
            both = best.command + best.server
            print(
                f"| {label} | {best.clock:.2f} | {best.command:.2f} | {best.server:.2f} | {both:.2f} |",
                flush=True,
            )
    finally:
        shutil.rmtree(top)


def _measured(code: Path, top: Path, *command: str) -> Taken:
    home = top / "home"
    subprocess.run(["cp", "-a", top / "empty", home], check=True)
    _manage(code, home, "database", "start")
    try:
        server = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
        before, begun = (os.times(), _of_processors(server)), time.monotonic()
        _manage(code, home, *command)
        clock, after = time.monotonic() - begun, os.times()
        own = (
            after.children_user + after.children_system - before[0].children_user - before[0].children_system
        )
        time.sleep(0.2)  # until the connection's process has ended, and counts
        return Taken(clock, own, _of_processors(server) - before[1])
    finally:
        _manage(code, home, "database", "stop")
        shutil.rmtree(home)


def _manage(code: Path, home: Path, *command: str) -> None:
    others = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ARCHIVE_", "DATABASE_", "DJANGO_"))
    }
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=code, env=others | {"ARCHIVE_HOME": str(home), "SECRET_KEY": "of the bench"}, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _of_processors(server: int) -> float:
    """Return the seconds that a server, its processes and those of them that have ended took."""
    taken = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            _, parent, *fields = path.read_text().rpartition(")")[2].split()
            if int(path.parent.name) == server:
                taken += sum(map(int, fields[9:13]))
            elif int(parent) == server:
                taken += sum(map(int, fields[9:11]))
    return taken / TICKS


if __name__ == "__main__":
    main()
