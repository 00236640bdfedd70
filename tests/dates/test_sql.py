"""The database's archive_edtf_range() against archive.dates.parse_edtf: the same dates, the same days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.dates import DateError, parse_edtf
from archive.models import Article
from tests.factories import make_article

pytestmark = pytest.mark.django_db

two_digits = st.integers(0, 99).map("{:02}".format)
years = st.one_of(
    st.integers(0, 9999).map("{:04}".format),
    st.integers(1900, 2030).map(str),
    st.integers(0, 999).map("{:03}X".format),
    two_digits.map("{}XX".format),
)
months = st.one_of(st.integers(1, 12).map("{:02}".format), two_digits, st.just("XX"))
days = st.one_of(st.integers(1, 31).map("{:02}".format), two_digits, st.just("XX"))
marks = st.sampled_from(("", "", "", "?", "~", "%", "??"))
dates = st.builds("".join, st.tuples(st.one_of(
    years,
    st.builds("{}-{}".format, years, months),
    st.builds("{}-{}-{}".format, years, months, days),
), marks))  # fmt: skip
ends = st.one_of(dates, st.just(".."), st.just(""))
likely = st.one_of(
    dates, st.builds("{}/{}".format, ends, ends), st.builds("{}/{}/{}".format, ends, ends, ends)
)
unlikely = st.text(st.sampled_from("0123456789X?~%./-TZ u\n１"), max_size=24)
anything = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=24)


def ranges_in_database(texts):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT archive_edtf_range(text) FROM unnest(%s::text[]) WITH ORDINALITY AS t (text, place) ORDER BY place",
            [list(texts)],
        )
        return [row[0] for row in cursor.fetchall()]


def days_in_python(text):
    try:
        parsed = parse_edtf(text)
    except DateError:
        return None
    return parsed.lower, parsed.upper


def days_in_database(texts):
    return [
        None if found is None else (found.lower, found.upper and found.upper - timedelta(days=1))
        for found in ranges_in_database(texts)
    ]


def assert_agreement(texts):
    for text, found in zip(texts, days_in_database(texts), strict=True):
        assert found == days_in_python(text), repr(text)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(likely, likely, likely, unlikely, anything), min_size=1, max_size=60))
def test_it_agrees_with_python_on_anything(texts):
    assert_agreement(texts)


def test_it_agrees_with_python_on_every_day_month_and_season_of_two_years():
    parts = [f"{number:02}" for number in range(100)] + ["XX"]
    months = [f"{year}-{month}" for year in ("1996", "1900", "199X", "0000", "9999") for month in parts]
    days = [
        f"{year}-{month}-{day}" for year in ("1996", "1998") for month in parts[:26] + ["XX"] for day in parts
    ]
    assert_agreement(months + days)
    assert (
        sum(found is not None for found in days_in_database(days)) == 366 + 365 + 2 * 12 + 2
    )  # days, -XX, -XX-XX


def test_it_agrees_with_python_on_every_year_decade_and_century():
    numbers = [f"{number:04}" for number in range(10_000)]
    decades = sorted({f"{number[:3]}X" for number in numbers} | {f"{number[:2]}XX" for number in numbers})
    assert_agreement(numbers + decades)
    assert sum(found is not None for found in days_in_database(numbers)) == 9998


def test_it_gives_ranges_that_end_before_a_day_and_leave_open_sides_open():
    texts = [
        "1998-08-09",
        "1998-08",
        "1996-24",
        "199X",
        "1997-05~/1998?",
        "1998-08-09/1998-08-09",
        "../1985",
        "1985/..",
        "/1985",
        "1985/",
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_edtf_range(text)::text FROM unnest(%s::text[]) AS text", [texts])
        found = [row[0] for row in cursor.fetchall()]
    assert found == [
        "[1998-08-09,1998-08-10)",
        "[1998-08-01,1998-09-01)",
        "[1996-12-01,1997-03-01)",
        "[1990-01-01,2000-01-01)",
        "[1997-05-01,1999-01-01)",
        "[1998-08-09,1998-08-10)",
        "(,1986-01-01)",
        "[1985-01-01,)",
        "(,1986-01-01)",
        "[1985-01-01,)",
    ]


def test_it_gives_null_and_never_raises_for_what_is_no_date():
    assert (
        ranges_in_database(["", "1998-02-30", "x", "../..", "/", "1999/1998", "1998-08-09T12:00", None])
        == [None] * 8
    )


def test_it_needs_nothing_of_the_search_path():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pronamespace::regnamespace::text FROM pg_proc WHERE proname = 'archive_edtf_range'"
        )
        schema = cursor.fetchone()[0]
        cursor.execute("SET LOCAL search_path = ''")  # as pg_dump and pg_restore set it
        cursor.execute(f"SELECT {schema}.archive_edtf_range('1997-05/1998-08')::text")
        assert cursor.fetchone()[0] == "[1997-05-01,1998-09-01)"


def test_it_may_be_used_in_generated_columns_and_parallel_plans():
    with connection.cursor() as cursor:
        cursor.execute("SELECT provolatile, proparallel FROM pg_proc WHERE proname = 'archive_edtf_range'")
        assert cursor.fetchall() == [("i", "s")]


def test_a_report_has_the_range_of_its_date():
    make_article(headline="Autumn", date_edtf="1996-23")
    make_article(headline="Undated")
    found = {
        headline: days and (days.lower, days.upper)
        for headline, days in Article.objects.values_list("headline", "date_range")
    }
    assert found == {"Autumn": (date(1996, 9, 1), date(1996, 12, 1)), "Undated": None}


def test_a_report_may_not_have_a_date_that_the_database_cannot_read():
    with pytest.raises(IntegrityError, match="article_date_is_valid"):
        make_article(date_edtf="1998-02-30")
