"""Count the lines of each room of the archive, at the commits given and as they are now.

    python -m bench.lines 2de639d 6d7205fc
    python -m bench.lines 2de639d 6d7205fc --within search

Prints a table for docs/architecture.md: lines of Python by the packages of archive/ (without migrations), then SQL, templates, styles and
scripts, tests and bench; with --within, the rooms of one package alone. A room that a commit does not have is left empty.
"""

from __future__ import annotations

import argparse
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
APART = {"tests", "bench"}
PAGES = {".html": "templates/", ".css": "static/", ".js": "static/"}
NOW = "now"


def room_of(name: str) -> str:
    """Return the room that a file counts for, "" for none."""
    path = PurePosixPath(name)
    top = path.parts[0]
    if path.suffix == ".py" and top in APART:
        return f"{top}/"
    if top == "archive" and "migrations" not in path.parts:
        if path.suffix == ".sql":
            return "SQL"
        if path.suffix == ".py":
            return f"archive/{path.parts[1]}/" if len(path.parts) > 2 else "modules of archive/"
    if top in ("templates", "static"):
        return PAGES.get(path.suffix, "")
    return ""


def part_of(name: str, package: str) -> str:
    """Return the part of a package of archive/ that a file counts for, "" for none."""
    parts = PurePosixPath(name).parts
    if parts[:2] != ("archive", package) or not name.endswith(".py"):
        return ""
    return f"{parts[2]}/" if len(parts) > 3 else "modules"


def files(commit: str) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of the files that count."""
    if commit == NOW:
        listed = _git("ls-files")
        for name in listed.decode().splitlines():
            if room_of(name) and (ROOT / name).exists():
                yield name, (ROOT / name).read_bytes()
        return
    for name in _git("ls-tree", "-r", "--name-only", commit).decode().splitlines():
        if room_of(name):
            yield name, _git("show", f"{commit}:{name}")


def _git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("commits", nargs="*")
    parser.add_argument("--within", metavar="PACKAGE", default="")
    options = parser.parse_args()
    columns = [*options.commits, NOW]
    lines: dict[str, Counter[str]] = {}
    for commit in columns:
        lines[commit] = Counter()
        for name, content in files(commit):
            if room := part_of(name, options.within) if options.within else room_of(name):
                lines[commit][room] += content.count(b"\n")
    print_table(columns, lines, whole=is_python_of_archive if not options.within else bool)


def is_python_of_archive(room: str) -> bool:
    return room.startswith(("archive/", "modules"))


def print_table(columns: list[str], lines: dict[str, Counter[str]], *, whole: Callable[[str], bool]) -> None:
    """Print the counts of each room, then the sum of those that `whole` chooses."""
    rooms = sorted(set().union(*lines.values()), key=lambda room: (not whole(room), room))
    rows = [(room, [lines[one][room] for one in columns]) for room in rooms]
    sums = [sum(number for room, number in lines[one].items() if whole(room)) for one in columns]
    print(f"| | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for label, numbers in [*rows, ("together", sums)]:
        print(f"| {label} | {' | '.join(f'{number:,}' if number else '' for number in numbers)} |")


if __name__ == "__main__":
    main()
