"""Words of a text, folded, with their positions in it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.text.words import (
    NOT_FOLDED,
    excerpt,
    fold,
    fold_in_place,
    name_key,
    paragraphs,
    split_words,
    tokens,
)

SCRIPTS = st.text(
    st.sampled_from(
        "abzABZéÉøØłßæÆıİçñ ʿʾ’'-‑–.,\n\u00a0\u00ad\u200c\u0301\u064e\u0640طالبانككيىةأДжيّकि2٢_…“”"
    ),
    max_size=60,
)


def printed(text):
    return [text[token.start : token.end] for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Mazar-i-Sharif", "mazar i sharif"),
        ("Mazar- i-Sharif", "mazar i sharif"),
        ("MAZAR‑I‑SHARIF", "mazar i sharif"),
        ("Mazar\u00a0i–Sharif", "mazar i sharif"),
        ("Moham\u00admed", "mohammed"),
        ("Hézb‑e Wahdat", "hezb e wahdat"),
        ("Sana’a", "sanaa"),
        ("Sanʿa", "sana"),
        ("U.S.", "us"),
        ("J.R.Smith", "jr smith"),
        ("Łódź, Ærø, İzmir, Straße, Đà", "lodz aero izmir strasse da"),
        ("e\u0301tude", "etude"),
        ("كابل", "کابل"),
        ("طالبــانِ", "طالبان"),
        ("", ""),
        ("— … !", ""),
    ],
)
def test_it_makes_one_key_of_the_ways_to_print_a_name(text, key):
    assert name_key(text) == key


def test_it_keeps_the_places_of_words_in_the_text_as_printed():
    text = "The “Taliban’s” Moham\u00admed, of Hézb‑e\u00a0Wahdat"
    assert printed(text) == ["The", "Taliban", "s", "Moham\u00admed", "of", "Hézb", "e", "Wahdat"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "Mazar- i-Sharif",
        "U.S. Army",
        "J.R.Smith",
        "Sana’a",
        "Sanʿa",
        "Hézb‑e Wahdat",
        "Łódź Straße",
        "كابل",
        "طالبــانِ",
        "F-16",
    ],
)
def test_it_makes_the_same_keys_as_the_database(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_name_key(%s)", [text])
        assert name_key(text) == cursor.fetchone()[0]


@given(st.text() | SCRIPTS)
@settings(deadline=None)
def test_it_splits_a_text_into_parts_that_make_it_again(text):
    assert "".join(split_words(text)) == text


@given(st.text() | SCRIPTS)
@settings(deadline=None)
def test_it_finds_the_same_words_in_a_text_and_in_its_words_alone(text):
    found = tokens(text)
    assert all(token.folded and token.start < token.end for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)
    assert all(tokens(text[a:b]) == [(folded, 0, b - a)] for folded, a, b in found if "." not in text[a:b])
    assert name_key(name_key(text)) == name_key(text)


@given(st.text() | SCRIPTS)
@settings(deadline=None)
def test_it_folds_to_a_form_that_folding_leaves_alone(text):
    assert fold(fold(text)) == fold(text)


@given(SCRIPTS)
def test_words_of_a_text_folded_in_place_are_its_folded_words(text):
    folded = fold_in_place(text)
    assert len(folded) == len(text)
    if NOT_FOLDED not in folded and "." not in text:
        words = [(match[0], *match.span()) for match in re.finditer(r"[^\W_]+", folded)]
        assert words == tokens(text)


@given(st.text() | SCRIPTS)
@example("Ꭰ and Á")
def test_a_text_is_folded_in_place_character_by_character(text):
    assert fold_in_place(text) == "".join(map(fold_in_place, text))


@pytest.mark.parametrize("text", ["Straße", "e\u0301tude", "Sanʿa", "طالبانِ", "हिन्दी"])
def test_it_says_where_a_text_cannot_be_folded_in_place(text):
    assert NOT_FOLDED in fold_in_place(text)


def test_it_gives_the_lines_of_a_text_with_their_places():
    text = "One.\n\n  Two words. \r\nThree"
    lines = paragraphs(text)
    assert [line.text for line in lines] == ["One.", "Two words.", "Three"]
    assert all(text[line.start : line.end] == line.text for line in lines)


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("The road was quiet.", 30, "The road was quiet."),
        ("The road\n\nwas quiet.", 30, "The road was quiet."),
        ("The road was quiet.", 13, "The road was…"),
        ("The road, was quiet.", 11, "The road…"),
        ("Extraordinary", 6, "Extra…"),
        ("", 10, ""),
    ],
)
def test_it_cuts_an_excerpt_between_words(text, length, short):
    assert excerpt(text, length) == short
    assert len(short) <= length
