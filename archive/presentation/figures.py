"""Figures of casualties as a picture: one line a claim, from low to high, in order of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.evidence.accounts import Made
from archive.presentation.claims import claimant_label
from archive.text.localised import grouped
from archive.text.words import excerpt

ROW = 34  # pixels
MAX_LINES = 60
MAX_LABEL = 40  # characters that fit beside a line on a phone
ROOM = 33  # per cent of the picture that half of such a label takes there
STEPS = (1, 2, 5)
MAX_TICKS = 6
OPEN_SHARE = 1.15  # the end of a line whose highest figure is not known, as a share of its lowest


@dataclass(frozen=True)
class FigureLine:
    """One claim: from `x1` to `x2` in per cent of the picture at the height `y`, with its name at the end that has room."""

    pk: int
    label: str
    x1: float
    x2: float
    y: int
    is_open_low: bool
    is_open_high: bool
    is_denied: bool

    @property
    def anchor(self) -> str:
        """Where the name stands to the end of the line, so that it has room even on a phone."""
        return "start" if self.x2 < ROOM else "end" if self.x2 > 100 - ROOM else "middle"


@dataclass(frozen=True)
class Tick:
    label: str
    x: float


@dataclass(frozen=True)
class FiguresPicture:
    """The lines, the scale under them, and how many claims are in the table alone."""

    lines: list[FigureLine]
    ticks: list[Tick]
    height: int
    left_out: int


def picture(claims: Iterable[Made], most: int | None = None) -> FiguresPicture | None:
    """Return the picture of the claims with figures, in the order given and at most so many; None for a single figure, which is said in words."""
    given = [one for one in claims if one.claim.figures]
    if len(given) < 2:
        return None
    highest = max(max(one.claim.high or 0, round((one.claim.low or 0) * OPEN_SHARE), 1) for one in given)
    scale = _top(highest)
    lines = [_line(one, place, scale) for place, one in enumerate(given[: most or MAX_LINES])]
    return FiguresPicture(lines, _ticks(scale), len(lines) * ROW + 8, len(given) - len(lines))


def _line(one: Made, place: int, scale: int) -> FigureLine:
    claim = one.claim
    low, high = claim.low, claim.high
    first = 0 if low is None else low
    last = scale if high is None else high
    label = f"{excerpt(claimant_label(claim), MAX_LABEL - len(claim.figures))}: {claim.figures}"
    return FigureLine(
        claim.pk, label, _share(first, scale), _share(last, scale), place * ROW + 26, low is None, high is None,
        claim.act == "denies",
    )  # fmt: skip


def _share(number: int, scale: int) -> float:
    return round(98 * number / scale, 2)


def _top(highest: int) -> int:
    """Return a round number at or above the highest figure."""
    power = 1
    while True:
        for step in STEPS:
            if step * power >= highest:
                return step * power
        power *= 10


def _ticks(scale: int) -> list[Tick]:
    step = next((s for s in (1, 2, 5, 10, 20, 25, 50, 100) if scale / s < MAX_TICKS), 0)
    power = 1
    while not step:
        power *= 10
        step = next((s * power for s in (1, 2, 5, 10, 20, 25, 50, 100) if scale / (s * power) < MAX_TICKS), 0)
    return [Tick(grouped(number), _share(number, scale)) for number in range(0, scale + 1, step)]
