"""Sides over time as a picture."""

from __future__ import annotations

import pytest

from archive.evidence.changes import changes_of_side
from archive.evidence.cited import cited_of
from archive.presentation.lanes import picture
from tests.factories import make_article, make_faction, make_passage, make_person, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return make_person()


def cited(person, name="Taliban", *, dated="", predicate="member-of", **values):
    passage = make_passage(article=make_article(body="He was there.", date_edtf=dated))
    return make_statement(
        subject=person, predicate=predicate, object=faction(name), passages=[passage], **values
    )


def faction(name):
    from archive.models import Entity

    return Entity.objects.filter(name=name).first() or make_faction(name=name)


def share(text):
    return float(text.rstrip("%"))


def only_bar(person, **values):
    drawn = picture(cited_of(person), **values)
    (lane,) = drawn.lanes
    (bar,) = lane.bars
    return bar


def test_a_bar_is_dashed_over_all_and_solid_where_it_certainly_held(person):
    cited(person, first_cited="2001", last_cited="2004")
    bar = only_bar(person)
    assert (bar.x, bar.width) == ("0.000%", "100.000%")
    # solid from the last day of 2001 to the first of 2004: 731 of 1461 days
    assert share(bar.solid_x) == pytest.approx(100 * 364 / 1461, abs=0.01)
    assert share(bar.solid_width) == pytest.approx(100 * 732 / 1461, abs=0.01)


def test_nothing_is_solid_where_nothing_is_certain(person):
    cited(person, first_cited="1997-05")
    assert only_bar(person).solid_width == ""


@pytest.mark.parametrize(
    ("dates", "before", "after"),
    [
        ({"first_cited": "1997"}, "unknown", "unknown"),
        ({"start": "1996", "start_is_real": True, "end": "1998"}, "real", "unknown"),
        ({"start": "1996", "end": "1998", "end_is_real": True}, "unknown", "real"),
        ({"start": "../1996", "end": "1998/.."}, "open", "open"),
    ],
)
def test_the_ends_say_what_is_known_beyond(person, dates, before, after):
    cited(person, **dates)
    bar = only_bar(person)
    assert (bar.before, bar.after) == (before, after)


def test_a_single_day_can_be_seen(person):
    cited(person, first_cited="1997-12-31", dated="1980")
    bar = only_bar(person)
    assert share(bar.width) >= 0.3
    assert share(bar.x) + share(bar.width) <= 100.001


def test_a_passage_is_marked_at_the_date_of_its_report(person):
    made = cited(person, first_cited="2000", last_cited="2001", dated="2001-01-01")
    (mark,) = only_bar(person).marks
    assert share(mark.x) == pytest.approx(100 * 366.5 / 731, abs=0.01)
    article = made.evidence.get().passage.article
    assert mark.url == f"{article.get_absolute_url()}#p1"
    assert mark.label == f"{article.source.name}, 1 January 2001"


def test_an_undated_report_has_no_mark_and_a_later_one_widens_the_picture(person):
    cited(person, first_cited="1997")
    assert only_bar(person).marks == []
    assert share(only_bar(person).width) == 100
    cited(person, "Junbish", first_cited="1997", dated="2006")
    drawn = picture(cited_of(person))
    assert share(drawn.lanes[0].bars[0].width) == pytest.approx(10, abs=0.1)


def test_each_faction_has_a_lane_and_what_overlaps_lies_below(person):
    cited(person, "Junbish", first_cited="1992", last_cited="1996", predicate="leads")
    cited(person, "Junbish", first_cited="1994", last_cited="1999")
    cited(person, "Junbish", first_cited="2001")
    cited(person, "Taliban", first_cited="1997")
    lanes = picture(cited_of(person)).lanes
    assert [lane.entity.name for lane in lanes] == ["Junbish", "Taliban"]
    first, second, third = (bar.y for bar in lanes[0].bars)
    assert first == third < second < lanes[1].bars[0].y


def test_what_puts_nobody_on_a_side_has_a_lane_of_its_own(person):
    cited(person, "Taliban", first_cited="1996")
    cited(person, "Taliban", first_cited="1999", predicate="detained-by")
    assert [lane.label for lane in picture(cited_of(person)).lanes] == ["", "detained by"]


def test_a_change_of_side_leads_from_one_bar_to_the_other(person):
    cited(person, "Junbish", first_cited="1996", last_cited="1996-12-31")
    cited(person, "Taliban", first_cited="1997-01-01", last_cited="1997")
    found = cited_of(person)
    drawn = picture(found, changes=changes_of_side(found))
    (turn,) = drawn.turns
    one, other = (lane.bars[0] for lane in drawn.lanes)
    assert (turn.x1, turn.y1, turn.x2, turn.y2) == (one.end, one.middle, other.x, other.middle)


@pytest.mark.parametrize(
    ("on", "x", "width"),
    [("1997", 0, 50), ("1998/..", 50, 50), ("1980", None, None), ("2050", None, None), ("", None, None)],
)
def test_the_day_asked_for_is_marked_if_it_lies_within(person, on, x, width):
    cited(person, first_cited="1997", last_cited="1998")
    drawn = picture(cited_of(person), on=on)
    if x is None:
        assert drawn.on_x == ""
    else:
        assert (share(drawn.on_x), share(drawn.on_width)) == (x, width)


def test_without_any_day_there_is_no_picture(person):
    assert picture(cited_of(person)) is None
    cited(person)
    assert picture(cited_of(person)) is None


def test_years_are_few_and_round(person):
    cited(person, start="1901", end="2021")
    years = [int(year.label) for year in picture(cited_of(person)).years]
    assert years == [1920, 1940, 1960, 1980, 2000, 2020]


@pytest.mark.parametrize(
    ("last", "labels"),
    [
        ("1997-12", "1997 Mar May July Sept Nov"),
        ("1998-06", "1997 May Sept 1998 May Sept"),
        ("1999-06", "1997 1998 1999"),
    ],
)
def test_in_a_year_or_two_months_are_marked(person, last, labels):
    cited(person, first_cited="1997-05", last_cited=last)
    assert [mark.label for mark in picture(cited_of(person)).years] == labels.split()
