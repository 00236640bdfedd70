"""Sentences of a text stand where they are said to stand, and none is cut at a shortened word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.sentences import MAX_LENGTH, sentences


@pytest.mark.parametrize(
    "text, found",
    [
        ("Mazar fell. Nobody knew.", ["Mazar fell.", "Nobody knew."]),
        ("Gen. Malik spoke. He left.", ["Gen. Malik spoke.", "He left."]),
        ("The U.S. Army came. A. Malik left.", ["The U.S. Army came.", "A. Malik left."]),
        ("“It fell.” He knew.", ["“It fell.”", "He knew."]),
        ("It fell at 3.30 and 1.5 miles on. then more", ["It fell at 3.30 and 1.5 miles on. then more"]),
        ("One line\nand another.\n\nA third!", ["One line", "and another.", "A third!"]),
        ("", []),
        ("x" * (MAX_LENGTH + 1), []),
    ],
)
def test_sentences_are_told_apart(text, found):
    assert [sentence.text for sentence in sentences(text)] == found


@given(st.text(alphabet="Aa. !?\n“”)9é", max_size=200))
def test_every_sentence_stands_in_its_place_and_none_overlaps(text):
    end = 0
    for sentence in sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= end
        end = sentence.end
