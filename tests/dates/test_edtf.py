"""EDTF is read into the days it covers, and anything else is refused with what to write."""

from __future__ import annotations

from datetime import date, timedelta

import edtf as edtf_package
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import DateError, parse_edtf, to_range


@pytest.mark.parametrize(
    ("text", "lower", "upper", "precision"),
    [
        ("1998-08-09", date(1998, 8, 9), date(1998, 8, 9), "day"),
        ("1996-02-29", date(1996, 2, 29), date(1996, 2, 29), "day"),
        ("1998-08", date(1998, 8, 1), date(1998, 8, 31), "month"),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28), "month"),
        ("1998-12", date(1998, 12, 1), date(1998, 12, 31), "month"),
        ("1998", date(1998, 1, 1), date(1998, 12, 31), "year"),
        ("0001", date(1, 1, 1), date(1, 12, 31), "year"),
        ("9998", date(9998, 1, 1), date(9998, 12, 31), "year"),
        ("1998-21", date(1998, 3, 1), date(1998, 5, 31), "season"),
        ("1998-22", date(1998, 6, 1), date(1998, 8, 31), "season"),
        ("1998-23", date(1998, 9, 1), date(1998, 11, 30), "season"),
        ("1998-24", date(1998, 12, 1), date(1999, 2, 28), "season"),
        ("1999-24", date(1999, 12, 1), date(2000, 2, 29), "season"),
        ("199X", date(1990, 1, 1), date(1999, 12, 31), "decade"),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31), "century"),
        ("1998-XX", date(1998, 1, 1), date(1998, 12, 31), "year"),
        ("1998-XX-XX", date(1998, 1, 1), date(1998, 12, 31), "year"),
        ("1998-08-XX", date(1998, 8, 1), date(1998, 8, 31), "month"),
        ("1997-05/1998-08", date(1997, 5, 1), date(1998, 8, 31), "interval"),
        ("1998-08-09/1998-08-09", date(1998, 8, 9), date(1998, 8, 9), "interval"),
        ("1997-05-24/1997-05", date(1997, 5, 24), date(1997, 5, 31), "interval"),
        ("1996-23/1997-21", date(1996, 9, 1), date(1997, 5, 31), "interval"),
    ],
)
def test_it_gives_the_first_and_last_day(text, lower, upper, precision):
    parsed = parse_edtf(text)
    assert (parsed.lower, parsed.upper, parsed.precision) == (lower, upper, precision)
    assert (parsed.text, parsed.open_start, parsed.open_end) == (text, False, False)
    assert to_range(text) == (lower, upper)


@pytest.mark.parametrize(
    ("text", "uncertain", "approximate"),
    [
        ("1998", False, False),
        ("1998?", True, False),
        ("1998-08~", False, True),
        ("1998-08-09%", True, True),
        ("199X~", False, True),
        ("1996-23?", True, False),
        ("1996~/1998", False, True),
        ("1996~/1998?", True, True),
        ("../1998?", True, False),
    ],
)
def test_it_tells_uncertain_from_approximate_and_widens_nothing(text, uncertain, approximate):
    parsed = parse_edtf(text)
    assert (parsed.uncertain, parsed.approximate) == (uncertain, approximate)
    unmarked = text.translate(dict.fromkeys(map(ord, "?~%")))
    assert to_range(text) == to_range(unmarked)


@pytest.mark.parametrize("text", ["../1998", "/1998"])
def test_it_leaves_an_open_or_unknown_start_without_a_first_day(text):
    parsed = parse_edtf(text)
    assert (parsed.lower, parsed.upper, parsed.open_start, parsed.open_end) == (
        None,
        date(1998, 12, 31),
        True,
        False,
    )


@pytest.mark.parametrize("text", ["1998/..", "1998/"])
def test_it_leaves_an_open_or_unknown_end_without_a_last_day(text):
    parsed = parse_edtf(text)
    assert (parsed.lower, parsed.upper, parsed.open_start, parsed.open_end) == (
        date(1998, 1, 1),
        None,
        False,
        True,
    )


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "1998-08-09, 1998-08"),
        ("about 1998", "no spaces"),
        (" 1998", "no spaces"),
        ("1998\n", "no spaces"),
        ("１９９８", "Write a date such as"),
        ("1998-08-09T12:00:00Z", "Leave out the time of day: write 1998-08-09"),
        ("19980809", "hyphens: 1998-08-09"),
        ("1998-8", "two digits: write 1998-08-09"),
        ("1998-08-9", "two digits: write 1998-08-09"),
        ("98", "Write a date such as"),
        ("199x", "capital letter: 199X"),
        ("199u", "capital letter: 199X"),
        ("1998?~", "Write % for"),
        ("1998?-08", "at the end of the date"),
        ("[1997,1998]", "level 2: write the interval"),
        ("1998-XX-09", "write 1998-XX"),
        ("199X-08", "write 1998-08, or 199X alone"),
        ("1XXX", "write 19XX, 199X"),
        ("Y19980", "four digits"),
        ("-0500", "four digits"),
        ("0000", "the years 0001 to 9998"),
        ("000X", "the years 0001 to 9998"),
        ("9999", "write .. for an open side"),
        ("99XX", "write .. for an open side"),
        ("1998-13", "no month 13"),
        ("1998-00", "no month 00"),
        ("1998-33", "seasons from 21 (spring) to 24 (winter)"),
        ("1998-21-05", "without a day"),
        ("1998-02-30", "February 1998 has days 01 to 28"),
        ("1998-08-00", "August 1998 has days 01 to 31"),
        ("1999/1998", "write the earlier date first"),
        ("1997/1998/1999", "more than one slash"),
        ("../..", "leave the date empty"),
        ("/", "leave the date empty"),
        ("199X/2001", "as in 1990/1999"),
        ("1998/open", "Write .. for an open side"),
        ("1998-8/1999", "two digits"),
    ],
)
def test_it_refuses_what_is_no_date_and_says_what_to_write(text, advice):
    with pytest.raises(DateError) as refusal:
        parse_edtf(text)
    assert advice in str(refusal.value)
    assert len(str(refusal.value)) < 260


def test_its_refusal_is_a_value_error_and_cuts_long_texts_short():
    with pytest.raises(ValueError, match="…”") as refusal:
        parse_edtf("x" * 10_000)
    assert len(str(refusal.value)) < 260


def parts():
    days = st.dates(min_value=date(1, 1, 1), max_value=date(9998, 12, 31)).map(date.isoformat)
    cut = st.sampled_from((4, 7, 10))
    plain = st.builds(lambda day, length: day[:length], days, cut)
    masked = plain.map(lambda text: {4: f"{text[:3]}X", 7: f"{text[:4]}-XX", 10: f"{text[:7]}-XX"}[len(text)])
    return st.one_of(plain, masked.filter(lambda text: text[:3] not in ("000", "999")))


@given(parts(), st.sampled_from(("", "?", "~", "%")))
def test_it_agrees_with_the_edtf_package(text, mark):
    # Not compared, as the package differs: it ends every winter on 31 December, refuses a mark after a season, fails on
    # .. and adds ten years to an unknown side, lets an interval run backwards, and reads the year 0000 and level 2.
    other = edtf_package.parse_edtf(text + mark)
    assert to_range(text + mark) == (as_date(other.lower_strict()), as_date(other.upper_strict()))


def as_date(moment):
    return date(*moment[:3])


@given(st.dates(min_value=date(1, 1, 1), max_value=date(9998, 12, 31)))
def test_it_reads_every_day_as_itself(day):
    assert to_range(day.isoformat()) == (day, day)


@given(st.dates(min_value=date(1, 1, 1), max_value=date(9998, 11, 30)))
def test_months_follow_each_other_without_a_gap(day):
    last = to_range(day.isoformat()[:7])[1]
    following = last + timedelta(days=1)
    assert following.day == 1
    assert to_range(following.isoformat()[:7])[0] == following
