"""The plan of a run: what it measures and where it stores results. One for each size, the same in every process of the run."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass
from pathlib import Path

from bench.speed.build import FORMAT, MARKER

ROOT = Path(__file__).resolve().parents[2]
SPEECHES = ROOT.parent / "shared" / "data" / "speeches" / "un_general_debate.jsonl.gz"
RIVALS = ("archive", "django", "fts5", "xapian", "tantivy")
PARTS = ("pages", "rivals", "ingest", "sizes", "report")


@dataclass(frozen=True)
class Plan:
    """One size of archive, and how it is measured; `seconds` bounds each measurement, `questions` is per kind, `reports` per import."""

    home: Path
    speeches: Path
    size: int
    seconds: int
    questions: int
    reports: int

    @property
    def archive(self) -> Path:
        """The ARCHIVE_HOME of this size."""
        return self.home / short(self.size)

    @property
    def is_built(self) -> bool:
        """Return whether the archive exists, complete, and of this size and format."""
        return is_marked(self.archive / MARKER, self.size)

    def rival(self, name: str) -> Path:
        """The directory of another tool's files."""
        return self.home / "rivals" / short(self.size) / name

    def result_path(self, part: str) -> Path:
        """The file of the raw results of a part."""
        return self.home / "results" / str(self.size) / f"{part}.json"

    def result(self, part: str) -> dict | None:
        """Return the raw results of a part, None if it has not been measured."""
        path = self.result_path(part)
        return json.loads(path.read_text()) if path.exists() else None

    def keep(self, part: str, data: dict) -> None:
        """Write the raw results of a part, all or nothing."""
        path = self.result_path(part)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(data, ensure_ascii=False, indent=1))
        new.replace(path)

    def environment(self) -> dict[str, str]:
        """Return the environment of a program that works on this archive and no other."""
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "ARCHIVE_"))
        }
        return kept | {"ARCHIVE_HOME": str(self.archive), "DJANGO_SETTINGS_MODULE": "archive.settings"}


def short(size: int) -> str:
    """Write a size as people say it: 10k, 1m."""
    for unit, letter in ((1_000_000, "m"), (1_000, "k")):
        if size >= unit and size % unit == 0:
            return f"{size // unit}{letter}"
    return str(size)


def mark(path: Path, size: int) -> None:
    """Mark a build as complete."""
    path.write_text(json.dumps({"size": size, "format": FORMAT}))


def is_marked(path: Path, size: int) -> bool:
    """Return whether a build is complete, and of this size and format."""
    try:
        return json.loads(path.read_text()) == {"size": size, "format": FORMAT}
    except (OSError, ValueError):
        return False


def parser(description: str) -> argparse.ArgumentParser:
    """Add the options of every program of the run."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument(
        "--home", type=Path, default=ROOT / "var" / "bench", help="where builds and results are stored"
    )
    options.add_argument(
        "--speeches", type=Path, default=SPEECHES, help="a .jsonl.gz with a text in each line"
    )
    options.add_argument("--seconds", type=int, default=600, help="most seconds of one measurement")
    options.add_argument("--questions", type=int, default=12, help="how many of each kind are measured")
    options.add_argument("--reports", type=int, default=3000, help="how many reports each import loads")
    return options


def plan_of(options: argparse.Namespace, size: int) -> Plan:
    """Return the plan of one size."""
    places = (options.home.resolve(), options.speeches.resolve())
    return Plan(*places, size, options.seconds, options.questions, options.reports)
