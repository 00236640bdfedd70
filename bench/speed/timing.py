"""Times: measured, grouped by kind, and summarised by percentiles."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

Thing = TypeVar("Thing")
SHARES = (50, 95, 99)
TELL_EVERY = 10  # seconds


@dataclass(frozen=True)
class Measured:
    """One answer: the kind of question, its address, how long it took, what it counted; `over` if it was stopped."""

    kind: str
    address: str
    seconds: float
    total: int | None = None
    over: bool = False

    def as_json(self) -> dict:
        """Return the same for a file."""
        return asdict(self) | {"seconds": round(self.seconds, 6)}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that `share` per cent of the values do not exceed."""
    ordered = sorted(values)
    place = -(-len(ordered) * share // 100)
    return ordered[max(int(place) - 1, 0)]


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Return count, percentiles and the largest of some times."""
    if not seconds:
        return {}
    return {
        "count": len(seconds),
        **{f"p{share}": percentile(seconds, share) for share in SHARES},
        "max": max(seconds),
    }


def by_kind(rows: Iterable[dict]) -> dict[str, list[dict]]:
    """Group measured answers by the kind of their question, in order of appearance."""
    gathered: dict[str, list[dict]] = {}
    for row in rows:
        gathered.setdefault(row["kind"], []).append(row)
    return gathered


def seconds_of(rows: Iterable[dict]) -> list[float]:
    """Return the times of measured answers."""
    return [row["seconds"] for row in rows]


def told(things: Iterable[Thing], label: str, total: int) -> Iterator[Thing]:
    """Pass things on with occasional progress messages."""
    begun = last = time.monotonic()
    for number, thing in enumerate(things, 1):
        yield thing
        now = time.monotonic()
        if now - last > TELL_EVERY:
            last = now
            left = (now - begun) / number * (total - number)
            tell(f"{label}: {number:,} of {total:,}, about {left:,.0f} s left")


def within(things: Iterable[Thing], seconds: float) -> Iterator[Thing]:
    """Pass things on until a number of seconds have passed."""
    end = time.monotonic() + seconds
    for thing in things:
        if time.monotonic() > end:
            return
        yield thing


def tell(line: str) -> None:
    """Print a progress line."""
    print(f"  {line}", file=sys.stderr, flush=True)
