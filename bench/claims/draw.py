"""Draw the sentences to label: a fixed number of each set of reports, by a seeded choice, half of them to be kept apart."""

from __future__ import annotations

import random
from pathlib import Path

from bench.claims.material import Drawn, drawn_from, reports

SEED = 1997
SHARES = {"demo": 60, "press": 40, "marked": 50}
TUNED, KEPT = "tuned on", "kept apart"


def draw(folder: Path) -> list[tuple[str, Drawn]]:
    """Return 150 sentences, each with its half, in order of the reports. The same folder gives the same ones."""
    chosen = random.Random(SEED)
    by_part: dict[str, list[Drawn]] = {part: [] for part in SHARES}
    for report in reports(folder):
        by_part[report.part] += drawn_from(report)
    halves = []
    for part, share in SHARES.items():
        picked = chosen.sample(range(len(by_part[part])), share)
        kept = set(picked[: share // 2])
        halves += [(KEPT if at in kept else TUNED, by_part[part][at]) for at in sorted(picked)]
    return halves
