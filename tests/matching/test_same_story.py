"""Copies of one story, and reports by one template."""

from __future__ import annotations

from datetime import date

import pytest

from archive.matching.same_story import (
    Printing,
    are_one_story,
    changes,
    days_apart,
    days_of,
    stretches,
    tells,
)
from archive.matching.sketch import passages_in_order, sketch, words_of
from tests.matching.test_sketch import altered, text_of

RELEASE = (
    "It is with sadness that the Ministry must confirm that {rank} {name} of the Border Rifles was killed in the {side} of the province "
    "on {day}. He was on foot patrol near {place} when he was caught by an explosion. He was given medical help at the place but died of his "
    "wounds. His next of kin have been informed and have asked for a period of grace before further details are made known to the press."
)  # fmt: skip
FIRST = RELEASE.format(rank="Corporal", name="Karim Haddad", side="north", day="Monday", place="Dorazpul")
OTHER = RELEASE.format(rank="Sergeant", name="Tomas Brandt", side="west", day="Friday", place="Port Almas")
LONG = text_of(300, seed=31)


def printing(text, edtf="", source=None):
    return Printing(sketch(text), days_of(edtf), source)


@pytest.mark.parametrize("apart", ["", "1998-08-09", "1998-08-10"])
@pytest.mark.parametrize("source", [1, 2])
def test_reports_by_one_template_are_no_copies_on_any_day(apart, source):
    assert not are_one_story(printing(FIRST, "1998-08-09", 1), printing(OTHER, apart, source))


@pytest.mark.parametrize(
    "copy",
    [
        FIRST.upper(),
        f"DORAZPUL, Aug. 9 (CPA) — {FIRST} Additional reporting by Ilse Varga.",
        FIRST.replace("explosion", "blast").replace("sadness", "regret"),
        FIRST.replace("Haddad", "Hadad"),
        FIRST[: FIRST.index("His next")],
        f"{FIRST} Two other men were hurt, a doctor at Port Almas said, and brought to the hospital of the town on Tuesday by lorry.",
    ],
)
def test_what_papers_make_of_a_story_is_one_story(copy):
    assert are_one_story(printing(FIRST, "1998-08-09", 1), printing(copy, "1998-08-10", 2))
    assert are_one_story(printing(FIRST, "1998-08-09", 1), printing(copy, "", 2))


@pytest.mark.parametrize(
    ("days", "source", "together"),
    [
        (("1998-08-09", "1998-08-19"), 2, True),
        (("1998-08-09", "1998-08-20"), 2, False),
        (("1998-08", "1998-08-20"), 2, True),
        (("1998-08", "1998-09-20"), 2, False),
        (("1998-08-09", ""), 2, True),
        (("1998-08-09", "1998-08-09"), 1, True),
        (("1998-08-09", "1998-08-10"), 1, False),
        (("1998-08-09", ""), 1, False),
        (("", ""), 1, False),
    ],
)
def test_the_same_words_are_one_story_near_in_time_and_in_one_source_on_one_day(days, source, together):
    first, second = (printing(FIRST, edtf, at) for edtf, at in zip(days, (1, source), strict=True))

    assert are_one_story(first, second) is together


@pytest.mark.parametrize(
    ("copy", "together"),
    [
        (f"{FIRST} He was 24, and had served for six years.", True),
        (FIRST[: FIRST.index("His next")], True),
        (FIRST.replace("explosion", "ambush"), False),
        (FIRST.replace("north", "south"), False),
    ],
)
def test_a_short_report_may_be_added_to_by_its_source_on_another_day_and_not_filled_in_anew(copy, together):
    assert are_one_story(printing(FIRST, "1998-08-09", 1), printing(copy, "1998-08-10", 1)) is together
    assert are_one_story(printing(FIRST, "1998-08-09", 1), printing(copy, "1998-08-09", 1))


def test_a_long_report_may_be_printed_again_by_its_source():
    first, again = (
        printing(LONG, "1998-08-09", 1),
        printing(altered(LONG, share=0.02, seed=3), "1998-08-11", 1),
    )

    assert are_one_story(first, again)
    assert are_one_story(first, printing(LONG, "1998-08-11", 1))


def test_a_later_toll_is_the_same_story_and_a_second_number_on_another_day_is_not():
    toll = LONG.title().replace("Moban", "14", 1).replace("Kalor", "230", 1)
    later, other = toll.replace("14", "16"), toll.replace("14", "16").replace("230", "410")
    day, next_day = "1998-08-09", "1998-08-10"

    assert are_one_story(printing(toll, day, 1), printing(later, next_day, 1))
    assert are_one_story(printing(toll, day, 1), printing(other, next_day, 2))
    assert not are_one_story(printing(toll, day, 1), printing(other, next_day, 1))


def test_changes_are_counted_where_words_stand_against_each_other():
    assert changes(printing(FIRST), printing(FIRST)) == (0, printing(FIRST).telling.sum())
    # Corporal, Karim, Haddad, north, Monday, Dorazpul
    assert changes(printing(FIRST), printing(OTHER))[0] == 6
    assert changes(printing(FIRST), printing(f"{FIRST} On Friday 30 men fell at Port Almas.")) == (
        0,
        printing(FIRST).telling.sum(),
    )


@pytest.mark.parametrize(
    ("word", "gap", "tells_something"),
    [
        ("Malik", " ", True), ("Malik", ". ", False), ("malik", " ", False), ("12", ". ", True), ("twelve", " ", True),
        ("Monday", " ", True), ("lundi", " ", True), ("northern", " ", True), ("May", "", False), ("قندهار", " ", True), ("در", " ", False),
    ],
)  # fmt: skip
def test_numbers_names_and_days_tell(word, gap, tells_something):
    assert tells(word, gap) is tells_something


def test_days_apart_are_the_fewest_possible():
    def apart(one, other):
        return days_apart(days_of(one), days_of(other))

    assert apart("1998-08-09", "1998-08-12") == apart("1998-08-12", "1998-08-09") == 3
    assert apart("1998-08", "1998-08-31") == 0
    assert apart("1998", "1999-01-02") == 2
    assert apart("../1998", "1999-01-02") == 2
    assert apart("1998/..", "2001") == 0
    assert apart("", "1998") is None
    assert days_of("1998-08") == (date(1998, 8, 1), date(1998, 8, 31))


def test_stretches_are_what_both_texts_have():
    one, other = words_of("a b c d e f X g h i j k"), words_of("Z a b c d e f Y Y g h i j k l")

    assert list(stretches(passages_in_order(one), passages_in_order(other))) == [(0, 1, 6), (7, 9, 5)]
    assert list(stretches(passages_in_order(one), passages_in_order(words_of("q r s t u v")))) == []
    assert list(stretches(passages_in_order(one), passages_in_order(words_of("q")))) == []
