"""How much a page shows of an event of which very much is said; everything is a click away, and all is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class PageLimits(NamedTuple):
    """How many of each a page shows; None stands for all."""

    values: int | None = None
    """Values of a question."""
    claims: int | None = None
    """Claims of a value, of what stands beside, and in one cell of the table of claimants."""
    rows: int | None = None
    """Rows of a table, lines of a picture, and reports."""


WHOLE = PageLimits()
SHORT = PageLimits(values=4, claims=2, rows=10)
SHOWN_WHOLE = 60
"""An event with this many claims, or fewer, is shown whole."""


def heaviest(found: Sequence[T], weigh: Callable[[T], int], most: int | None) -> list[T]:
    """Return the first and the heaviest of a sequence, at most so many, in their order; of equally heavy ones the earlier."""
    if most is None or len(found) <= most:
        return list(found)
    places = sorted(range(len(found)), key=lambda place: (place > 0, -weigh(found[place]), place))
    return [found[place] for place in sorted(places[:most])]
