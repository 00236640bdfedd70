"""Reports as rows, and pages as rivals count them."""

from __future__ import annotations

import pytest

from bench.speed.corpus import Report, Spoken
from bench.speed.question import Question, Term
from bench.speed.rivals.archive import commonest
from bench.speed.rivals.base import days, flat, number_of, offset_of
from bench.speed.rivals.fts5 import _found
from bench.speed.world import world


@pytest.mark.parametrize(
    "date, expected",
    [
        ("", (0, 0)),
        ("1999-12-28", (19991228, 19991228)),
        ("1996-02", (19960201, 19960229)),
        ("1997", (19970101, 19971231)),
        ("1997?", (19970101, 19971231)),
    ],
)
def test_a_date_is_its_first_and_its_last_day(date, expected):
    assert days(date) == expected


def test_a_report_counts_for_the_places_that_its_places_lie_in():
    town = next(place for place in world().places if place.place_type == "town")
    province = world().entities[town.parent - 1]
    report = Report(7, "", "", 3, "1997", "en", body_names=[Spoken(town, 0, 0, 5)])
    assert flat(report).entities == {
        "person": [],
        "place": sorted({town.number, province.number, province.parent}),
        "faction": [],
    }


@pytest.mark.parametrize(
    "page, total, expected", [(1, 0, 0), (1, 50, 0), (3, 50, 40), (500, 50, 40), (2, 20, 0)]
)
def test_a_page_beyond_the_last_is_the_last(page, total, expected):
    assert offset_of(Question("deep", page=page), total) == expected


@pytest.mark.parametrize("value, number", [("person-12", 12), ("source-7", 7), ("1999", 1999)])
def test_a_public_value_holds_its_number(value, number):
    assert number_of(value) == number


def test_the_commonest_values_come_first_and_empty_ones_not_at_all():
    assert commonest([("a", 1), ("b", 3), ("c", 0)]) == [("b", 3), ("a", 1)]


def test_sqlite_reads_the_reports_only_where_a_filter_needs_them():
    word = Question("word", (Term("word", "peace"),))
    assert _found(word)[0] == "report_fts"
    dated = Question("word", word.terms, (("year", "1999"),))
    assert _found(dated)[0] == "report_fts, report"
    assert _found(dated)[2] == [1999, '"peace"']
