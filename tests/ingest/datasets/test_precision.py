"""Precision codes become EDTF that says neither more nor less."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import label, to_range
from archive.ingest.datasets.precision import (
    ACLED_PRECISIONS,
    UCDP_PRECISIONS,
    acled_date,
    ucdp_date,
    week_of,
    window,
)
from archive.ingest.datasets.ucdp import read_ged
from archive.models import Event
from tests.ingest.datasets.tables import ged

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
spans = st.builds(lambda first, more: (first, first + timedelta(more)), days, st.integers(0, 800))


@pytest.mark.parametrize(
    ("first", "last", "precision", "edtf"),
    [
        ("1997-05-28", "1997-05-28", 1, "1997-05-28"),
        ("1997-05-28", "1997-05-31", 2, "1997-05-28/1997-05-31"),
        ("1997-05-28", "1997-05-28", 2, "1997-05-28~"),
        ("1997-05-28", "1997-05-28", 3, "1997-05-26/1997-06-01"),
        ("1997-05-26", "1997-06-01", 3, "1997-05-26/1997-06-01"),
        ("1997-05-01", "1997-05-31", 4, "1997-05"),
        ("1997-05-28", "1997-05-28", 4, "1997-05"),
        ("1997-05-10", "1997-05-25", 4, "1997-05-10/1997-05-25"),
        ("1997-05-01", "1997-07-31", 5, "1997-05/1997-07"),
        ("1997-01-01", "1997-12-31", 5, "1997"),
        ("1997-05-28", "1997-05-28", 5, "1997"),
        ("1996-01-01", "1997-12-31", 5, "1996/1997"),
        ("1997-05-28", "1997-05-28", None, "1997-05-28"),
        ("0997-02-01", "0997-02-28", 4, "0997-02"),
    ],
)
def test_windows_of_ucdp(first, last, precision, edtf):
    assert ucdp_date(date.fromisoformat(first), date.fromisoformat(last), precision) == edtf


@pytest.mark.parametrize(
    ("precision", "edtf"),
    [(1, "2018-08-10"), (2, "2018-08-07/2018-08-13"), (3, "2018-08"), (None, "2018-08-10")],
)
def test_days_of_acled(precision, edtf):
    assert acled_date(date(2018, 8, 10), precision) == edtf


@given(spans, st.sampled_from([None, 1, 2, 3, 4, 5, 9]))
def test_a_date_of_ucdp_holds_its_window_and_a_wide_window_is_kept_exactly(span, precision):
    first, last = span
    start, end = to_range(ucdp_date(first, last, precision))

    assert start <= first and end >= last
    if first != last:
        assert (start, end) == span
    assert (end - start).days <= max((last - first).days, 365)


@given(days, st.sampled_from([None, 1, 2, 3]))
def test_a_date_of_acled_holds_its_day_and_is_no_wider_than_its_precision(day, precision):
    start, end = to_range(acled_date(day, precision))

    assert start <= day <= end
    assert (end - start).days <= {2: 6, 3: 30}.get(precision, 0)


@given(spans)
def test_a_window_covers_exactly_its_days_and_can_be_put_into_words(span):
    assert to_range(window(*span)) == span
    assert label(window(*span))


@given(days)
def test_a_week_is_seven_days_from_a_monday_and_holds_the_day(day):
    start, end = to_range(week_of(day))
    assert start.weekday() == 0 and (end - start).days == 6 and start <= day <= end


def test_the_ends_of_the_calendar_are_kept():
    assert acled_date(date.min, 2) == "0001-01-01/0001-01-04"


def test_precisions_of_places_are_those_of_events():
    assert {*UCDP_PRECISIONS.values(), *ACLED_PRECISIONS.values()} <= set(Event.PlacePrecision.values)


@pytest.mark.parametrize(
    ("precision", "name", "sort", "near"),
    [
        ("1", "Riverton town", "settlement", "exact"), ("2", "Riverton town", "settlement", "near"),
        ("3", "Riverton district", "district", "district"), ("4", "Valley province", "province", "province"),
        ("5", "Riverton town", "region", "country"), ("6", "Sylvania", "country", "country"), ("7", "Riverton town", "region", "unknown"),
        ("", "Riverton town", "settlement", "unknown"), ("0", "Riverton town", "settlement", "unknown"),
    ],
)  # fmt: skip
def test_where_prec_says_which_column_names_the_place(precision, name, sort, near):
    where = read_ged(ged(where_prec=precision)).where
    assert (where.name, where.sort, where.precision) == (name, sort, near)


def test_without_a_code_a_row_that_names_only_a_district_says_that_much():
    where = read_ged(ged(where_prec="", where_coordinates="")).where
    assert (where.name, where.sort, where.precision) == ("Riverton district", "district", "district")
