"""Measure how long an import of a data set takes, and how much memory: the first time, again, and as a newer version.

    python bench/datasets.py FOLDER [--rows 20000]

FOLDER holds ged_syria_16566.csv of UCDP. Its rows are repeated under new numbers until there are enough. A scratch archive with the demo
is created and removed. The memory is the largest of the command's process, without the database. Load is the machine's before each run.
"""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "ged_syria_16566.csv"
LIMIT_SECONDS, LIMIT_MEGABYTES = 120, 500


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a file without end, each time round under new numbers."""
    csv.field_size_limit(10_000_000)
    for round_ in count():
        with path.open(newline="", encoding="utf-8-sig") as file:
            for row in csv.DictReader(file):
                yield row | {"id": str(int(row["id"]) + 10_000_000 * round_)}


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def run(home: str, *arguments: str) -> tuple[str, float, float, int]:
    """Run a command of the archive.

    Returns its last line, the seconds it took, those of them in which it had a processor, and the largest memory of any command so far in MB.
    """
    start, before = time.monotonic(), _processor_seconds()
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"ARCHIVE_HOME": home},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    last = (done.stdout.strip().splitlines() or [""])[-1]
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return last, time.monotonic() - start, _processor_seconds() - before, megabytes


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Import, import again, and import with a figure changed in each tenth row."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=20_000)
    asked = parser.parse_args()
    rows = list(islice(rows_of(asked.folder / SOURCE), asked.rows))
    newer = [
        row | {"best": row["high"], "low": "0"} if place % 10 == 0 else row for place, row in enumerate(rows)
    ]
    with TemporaryDirectory() as home:
        files = {
            "first": write(Path(home, "GEDEvent_v23_1.csv"), rows),
            "again": Path(home, "GEDEvent_v23_1.csv"),
            "newer": write(Path(home, "GEDEvent_v24_1.csv"), newer),
        }
        archive = str(Path(home, "archive"))
        Path(archive).mkdir()
        run(archive, "migrate", "-v0")
        run(archive, "loaddata", "demo", "-v0")
        for name, file in files.items():
            load = os.getloadavg()[0]
            told, seconds, own, megabytes = run(archive, "import_ucdp", str(file))
            within = "within" if seconds <= LIMIT_SECONDS and megabytes <= LIMIT_MEGABYTES else "OVER"
            print(
                f"{name}: {seconds:.0f} s ({own:.0f} s of a processor beside the database), {megabytes} MB, {within} {LIMIT_SECONDS} s and {LIMIT_MEGABYTES} MB (load {load:.1f}): {told}"
            )


if __name__ == "__main__":
    main()
