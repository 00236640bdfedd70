"""What is drawn stands out 3:1 from what it is drawn on (WCAG 1.4.11), in light and in dark; axe looks at words alone."""

from __future__ import annotations

import re

import pytest

from archive.presentation.samples import tokens
from tests.presentation.test_sheets import CSS, rules

PALETTES = {
    "light": {token.name: token.value for token in tokens()},
    "dark": {token.name: token.dark for token in tokens()},
}
LEAST = 3
# What is drawn, and on what.
GRAPHICS = {
    "a bar of a histogram": ("--bar", ["--paper", "--accent-wash"]),
    "a chosen bar, a lane": ("--accent", ["--paper", "--accent-wash"]),
    "a line of a figure": ("--ink", ["--paper"]),
    "a turn, a branch, an event": ("--ink-soft", ["--paper"]),
    "a mark against": ("--alarm", ["--paper", "--paper-field"]),
    "the frame of a field, an axis": ("--rule-firm", ["--paper", "--paper-field"]),
    "the focus": ("--focus", ["--paper", "--paper-field", "--paper-sunk"]),
    "a sign": ("--ink-mute", ["--paper", "--accent-wash"]),
}


def parts(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def laid(over: list[float], under: list[float], opacity: float) -> list[float]:
    """Return the colour of a surface through which the one under it shines."""
    return [opacity * one + (1 - opacity) * other for one, other in zip(over, under, strict=True)]


def contrast(one: list[float], other: list[float]) -> float:
    """Return the contrast of two colours, from 1 to 21, by the formula of WCAG 2.2."""

    def luminance(colour):
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def opacity(selector: str) -> float:
    """Return how opaque the sheet of maps fills something."""
    found = next(
        rule for rule in rules((CSS / "parts" / "outlines.css").read_text()) if rule.selector == selector
    )
    return float(
        next(re.findall(r"fill-opacity: ([\d.]+)", one) for one in found.declarations if "opacity" in one)[0]
    )


def test_contrast_is_that_of_the_formula():
    assert contrast(parts("#000000"), parts("#ffffff")) == pytest.approx(21)
    assert contrast(parts("#777777"), parts("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", PALETTES)
@pytest.mark.parametrize("graphic", GRAPHICS)
def test_what_is_drawn_stands_out(graphic, scheme):
    drawn, grounds = GRAPHICS[graphic]
    for ground in grounds:
        assert contrast(parts(PALETTES[scheme][drawn]), parts(PALETTES[scheme][ground])) >= LEAST, ground


@pytest.mark.parametrize("scheme", PALETTES)
@pytest.mark.parametrize("tint", [None, 1, 2, 3, 4])
def test_a_circle_on_the_map_stands_out_from_every_province(tint, scheme):
    accent, land = parts(PALETTES[scheme]["--accent"]), parts(PALETTES[scheme]["--paper"])
    province = laid(accent, land, opacity(f".map-tint-{tint}")) if tint else land
    assert contrast(laid(accent, province, opacity(".map-spot")), province) >= LEAST
