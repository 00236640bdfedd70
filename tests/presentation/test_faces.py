"""The typefaces are as light as they can be, and the sheet says of each what it holds."""

from __future__ import annotations

import re

import pytest
from fontTools.ttLib import TTFont

from tests.faces import CUTS, FONTS, WEIGHTS, unicode_range

SHEET = (FONTS.parent / "css" / "tokens.css").read_text()
FACE = re.compile(r'@font-face \{[^}]*url\("\.\./fonts/([\w-]+)\.woff2"\)[^}]*unicode-range: ([^;]+);')
DECLARED = {name: " ".join(letters.split()) for name, letters in FACE.findall(SHEET)}


@pytest.mark.parametrize("name", CUTS)
def test_a_face_is_asked_for_only_for_letters_that_it_has(name):
    face = TTFont(FONTS / f"{name}.woff2")
    assert DECLARED[name] == unicode_range(list(face.getBestCmap()))
    assert {axis.axisTag: (axis.minValue, axis.maxValue) for axis in face["fvar"].axes} == {"wght": WEIGHTS}
    assert "Source" not in str(face["name"].getDebugName(1))


def test_every_face_is_cut_declared_and_there():
    assert set(DECLARED) == set(CUTS) == {path.stem for path in FONTS.glob("*.woff2")}


def test_what_every_page_needs_is_light():
    assert sum((FONTS / f"{name}.woff2").stat().st_size for name in ("serif-latin", "sans-latin")) < 60_000


def test_letters_are_written_as_ranges():
    assert unicode_range([0x43, 0x41, 0x42, 0x61]) == "U+0041-0043, U+0061"
