"""Who stood where at the date of a report."""

from __future__ import annotations

import pytest

from archive.presentation.stood import heading, stood
from tests.factories import make_faction, make_person, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def malik(db):
    return make_person(name="Abdul Malik")


def cited(person, name, **values):
    make_statement(subject=person, object=make_faction(name=name), passages=["He was there."], **values)


def test_sides_at_the_time_are_told_the_surest_first(malik):
    cited(malik, "Junbish", first_cited="1996", last_cited="1997-05")
    cited(malik, "Taliban", predicate="commands", start="1997-05-19", end="1997-05-28", end_is_real=True)
    cited(malik, "Alliance", first_cited="1998")
    (one,) = stood([malik], on="1997-05-20")
    assert one.words == "commands for Taliban (certainly); member of Junbish (possibly)"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("1997-06", "member of Taliban (not any more: left on 28 May 1997)"),
        (
            "1999",
            "member of Alliance (last cited in 1998); member of Junbish (last cited on 31 December 1998)",
        ),
        ("1990", "member of Taliban (first cited on 19 May 1997)"),
    ],
)
def test_if_none_held_what_is_nearest_in_time_is_told(malik, on, words):
    cited(malik, "Taliban", start="1997-05-19", end="1997-05-28", end_is_real=True)
    cited(malik, "Alliance", first_cited="1998")
    cited(malik, "Junbish", first_cited="1998-12-31")
    cited(malik, "Party")
    (one,) = stood([malik], on=on)
    assert one.words == words


def test_a_side_without_a_date_is_told_if_there_is_no_other(malik):
    cited(malik, "Party")
    assert stood([malik], on="1997")[0].words == "member of Party (no date is cited)"


def test_the_doubt_of_sources_is_told(malik):
    cited(malik, "Taliban", first_cited="1996", last_cited="1998", certainty="probable")
    assert stood([malik], on="1997")[0].words == "member of Taliban (probably)"


def test_people_without_a_side_are_left_out_and_the_order_is_kept(malik):
    other, quiet = make_person(), make_person()
    for person in (malik, other):
        cited(person, f"Faction of {person}", first_cited="1997")
    assert [one.person for one in stood([other, quiet, malik], on="1997")] == [other, malik]
    assert stood([malik], on="") == []
    assert stood([], on="1997") == []


def test_the_heading_says_when():
    assert heading("1997-05") == "Who stood where in May 1997"
    assert heading("1997-05-20") == "Who stood where on 20 May 1997"
