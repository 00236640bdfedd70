"""The raw results of a run, read back: what the report is made from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.speed.plan import RIVALS
from bench.speed.rivals.measure import LIMIT
from bench.speed.timing import percentile, seconds_of

OTHERS = tuple(name for name in RIVALS if name != "archive")


@dataclass(frozen=True)
class Results:
    """Everything that was measured at one size; parts that are missing are empty."""

    size: int
    directory: Path

    def part(self, name: str) -> dict[str, Any]:
        """Return the raw results of a part."""
        path = self.directory / f"{name}.json"
        return json.loads(path.read_text()) if path.exists() else {}

    @property
    def is_measured(self) -> bool:
        """Return whether anything was measured, beyond the choice of questions."""
        return bool(self.pages or self.tools or self.part("ingest") or self.part("sizes"))

    @cached_property
    def pages(self) -> dict[str, Any]:
        """Return what was measured of the pages."""
        return self.part("pages")

    def stage(self, name: str) -> list[dict]:
        """Return the answers of one stage of the pages."""
        return self.pages.get("stages", {}).get(name, [])

    @cached_property
    def tools(self) -> dict[str, dict]:
        """Return what was measured of the archive in-process and of each rival, by name."""
        found = {name: self.part(f"rival-{name}") for name in RIVALS}
        return {name: result for name, result in found.items() if result}

    def asked(self, name: str) -> list[dict]:
        """Return the answers of one tool."""
        return self.tools.get(name, {}).get("measured", [])

    def times_slower(self, name: str, share: float) -> float | None:
        """Return the ratio of a tool's time to the archive's, over the questions that both were asked."""
        mine = {row["address"]: row["seconds"] for row in self.asked("archive")}
        theirs = {row["address"]: row["seconds"] for row in self.asked(name)}
        both = mine.keys() & theirs.keys()
        if not both:
            return None
        return percentile([theirs[each] for each in both], share) / percentile(
            [mine[each] for each in both], share
        )

    def is_stopped(self, name: str) -> bool:
        """Return whether any question of a tool was stopped, so that it may take longer than its times say."""
        return any(row["over"] for row in self.asked(name))


def read(home: Path) -> list[Results]:
    """Return the results of all sizes, the smallest first."""
    found = [Results(int(path.name), path) for path in (home / "results").glob("[0-9]*") if path.is_dir()]
    return sorted((one for one in found if one.is_measured), key=lambda one: one.size)


def share_of(rows: list[dict], share: float) -> float | None:
    """Return a percentile of some answers in seconds, None if there are none."""
    return percentile(seconds_of(rows), share) if rows else None


def longest(rows: list[dict]) -> float | None:
    """Return the longest time of some answers in seconds."""
    return max(seconds_of(rows), default=None)


# How numbers are written


def ms(seconds: float | None) -> str:
    """Write a time in milliseconds; what was stopped says so."""
    if seconds is None:
        return "-"
    if seconds >= LIMIT:
        return f"> {LIMIT} s"
    return f"{seconds * 1000:,.1f}" if seconds < 0.1 else f"{seconds * 1000:,.0f}"


def times(ratio: float | None) -> str:
    """Write a ratio."""
    return "-" if ratio is None else f"{ratio:,.2f}" if ratio < 1 else f"{ratio:,.1f}"


def megabytes(size: float) -> str:
    """Write a size."""
    return f"{size / 1e6:,.1f} MB" if size < 1e9 else f"{size / 1e9:,.2f} GB"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown, numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
