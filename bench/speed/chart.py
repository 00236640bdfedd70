"""Draw lines over sizes of archives as plain SVG: both axes logarithmic, each line named at its end, no script.

The colours are distinguishable on light and dark backgrounds; each line has its own marker as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 50, 50
LABEL_HEIGHT = 17
COLOURS = ("#c2410c", "#d97706", "#4d7c0f", "#0e7490", "#6d28d9", "#be185d")
MARKS = ("circle", "square", "diamond", "triangle", "cross", "ring")
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title { font-size: 15px; font-weight: 600; }
.small { font-size: 12px; fill: #57606a; }
.grid { stroke: #d0d7de; stroke-width: 1; }
.line { fill: none; stroke-width: 2.5; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .small { fill: #9198a1; }
  .grid { stroke: #3d444d; }
  .lines { filter: brightness(1.6); }
}
"""


@dataclass(frozen=True)
class Line:
    """A named line of (size, value)."""

    label: str
    points: list[tuple[float, float]]


@dataclass(frozen=True)
class Scale:
    """The positions of values on a logarithmic axis; `low` and `high` are values, `start` and `end` positions."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the position of a value."""
        span = math.log10(self.high / self.low) or 1
        return self.start + (self.end - self.start) * math.log10(value / self.low) / span


def chart(title: str, unit: str, lines: Iterable[Line]) -> str:
    """Return a picture of lines over the number of reports."""
    shown = [Line(line.label, sorted(point for point in line.points if point[1] > 0)) for line in lines]
    shown = [line for line in shown if line.points]
    if not shown:
        return ""
    sizes = sorted({size for line in shown for size, _ in line.points})
    values = [value for line in shown for _, value in line.points]
    across = Scale(sizes[0], max(sizes[-1], sizes[0] * 10), LEFT, WIDTH - RIGHT)
    lowest = floor_of(min(values))
    upward = Scale(lowest, max(ceiling_of(max(values)), lowest * 10), HEIGHT - BOTTOM, TOP)
    parts = [*_frame(title, unit), *_grid(across, upward, sizes), *_drawn(shown, across, upward), "</svg>"]
    return "\n".join(parts) + "\n"


def floor_of(value: float) -> float:
    """Return the power of ten at or below a value."""
    return 10 ** math.floor(math.log10(value))


def ceiling_of(value: float) -> float:
    """Return the power of ten at or above a value."""
    return 10 ** math.ceil(math.log10(value))


def _frame(title: str, unit: str) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t">',
        f'<title id="t">{escape(title)}</title>',
        f"<style>{STYLE}</style>",
        f'<text class="title" x="{LEFT}" y="22">{escape(title)}</text>',
        f'<text class="small" x="{LEFT}" y="40">{escape(unit)}</text>',
        f'<text class="small" x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">reports</text>',
    ]


def _grid(across: Scale, upward: Scale, sizes: list[float]) -> list[str]:
    parts = []
    for size in sizes:
        x = f"{across.at(size):.1f}"
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
        parts.append(
            f'<text class="small" x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{size:,.0f}</text>'
        )
    value = upward.low
    while value <= upward.high * 1.001:
        y = upward.at(value)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(
            f'<text class="small" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,.6g}</text>'
        )
        value *= 10
    return parts


def _drawn(lines: list[Line], across: Scale, upward: Scale) -> list[str]:
    ends = [upward.at(line.points[-1][1]) for line in lines]
    parts = ['<g class="lines">']
    for place, line in enumerate(lines):
        colour = COLOURS[place % len(COLOURS)]
        points = [(across.at(size), upward.at(value)) for size, value in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline class="line" stroke="{colour}" points="{path}"/>')
        parts += [mark(MARKS[place % len(MARKS)], x, y, colour) for x, y in points]
    parts.append("</g>")
    for line, y, end in zip(lines, spread(ends), ends, strict=True):
        x = across.at(line.points[-1][0])
        parts.append(f'<line class="grid" x1="{x + 6:.1f}" x2="{x + 16:.1f}" y1="{end:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{x + 20:.1f}" y="{y + 4:.1f}">{escape(line.label)}</text>')
    return parts


def mark(shape: str, x: float, y: float, colour: str) -> str:
    """Return a marker that identifies a line without its colour."""
    paths = {
        "square": f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8z",
        "diamond": f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z",
        "triangle": f"M{x:.1f} {y - 6:.1f}l6 10h-12z",
    }
    if shape in paths:
        return f'<path fill="{colour}" d="{paths[shape]}"/>'
    if shape == "cross":
        lines = f"M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10"
        return f'<path class="line" stroke="{colour}" d="{lines}"/>'
    fill = f'fill="{colour}"' if shape == "circle" else f'class="line" stroke="{colour}"'
    return f'<circle {fill} cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'


def spread(places: list[float]) -> list[float]:
    """Move overlapping labels apart, in order from the top."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    for above, below in zip(order, order[1:], strict=False):
        moved[below] = max(moved[below], moved[above] + LABEL_HEIGHT)
    over = max(moved, default=0) - (HEIGHT - BOTTOM + LABEL_HEIGHT)
    return [place - over for place in moved] if over > 0 else moved
