from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.rules import DEFAULT_RULES, REGEX
from archive.text.patterns import PatternError, linear, pattern_of_rule


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\w+", "Qalʿa_Масуд9"),
        (r"\W+", "— …·"),
        (r"[\w ’'-]+", "Anna O’Writer"),
        (r"[^\W\d]+", "Kabul"),
        (r"\d+", "١٢٣"),
        (r"\s+", " \t\u00a0\u2003\n"),
        (r"[\S]+", "Ünal."),
        (r"[]x]+", "]x"),
        (r"[[x]+", "[x"),
        (r"[^]]+", "abc"),
        (r"\u0627+", "ااا"),
        (r"\’", "’"),
        (r"(?P<day>\d\d?) May\Z", "12 May"),
        (r".+", "one\ntwo"),
    ],
)
def test_a_pattern_means_what_it_means_to_python(pattern, text):
    assert re.fullmatch(pattern, text, re.DOTALL)
    assert linear(pattern, across_lines=True).fullmatch(text)[0] == text


@given(st.characters(exclude_categories=["Cn", "Cs"]))
@pytest.mark.parametrize("sign", ["w", "W", "d", "D", "s", "S"])
def test_classes_hold_the_characters_that_they_hold_in_python(sign, character):
    expected = bool(re.fullmatch(rf"\{sign}", character))

    assert bool(linear(rf"\{sign}").fullmatch(character)) is expected
    assert bool(linear(rf"[\{sign}]").fullmatch(character)) is expected


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"a(?=b)", "looks ahead"),
        (r"a(?!b)", "looks ahead"),
        (r"(?<!a)b", "look back"),
        (r"(a)\1", "the same words again"),
        (r"(?P<a>b)(?P=a)", "the same words again"),
        (r"a++", "one sign of repetition follows another"),
        (r"(?:a{900}){900}", "more than 1,000 times"),
        (r"[a", "a “[” is not closed"),
        (r"(a", "a “(” is not closed"),
        (r"a)", "a “)” was not opened"),
        (r"*a", "has nothing before it"),
        ("a\\", "ends in"),
        (r"\bчитайте", "other letters"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_in_words(pattern, said):
    with pytest.raises(PatternError, match=re.escape(said)):
        linear(pattern)


def test_the_rules_that_every_archive_starts_with_can_be_read():
    patterns = [row["text"] for row in DEFAULT_RULES if row["kind"] == REGEX]

    assert patterns
    for pattern in patterns:
        assert pattern_of_rule(pattern)
