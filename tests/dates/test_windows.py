"""Windows of days, and whether a date falls in them."""

from __future__ import annotations

from datetime import date

import pytest

from archive.dates import (
    DateError,
    as_edtf,
    as_number,
    certainly_within,
    overlaps,
    sort_key,
    to_range,
    window,
)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("", "", (None, None)),
        ("1997", "", (date(1997, 1, 1), None)),
        ("", "1997", (None, date(1997, 12, 31))),
        ("1997-05", "1998-08", (date(1997, 5, 1), date(1998, 8, 31))),
        ("1998-08-09", "1998-08-09", (date(1998, 8, 9), date(1998, 8, 9))),
        ("199X", "199X", (date(1990, 1, 1), date(1999, 12, 31))),
        ("1990s", "20th century", (date(1990, 1, 1), date(1999, 12, 31))),
        ("May 1997", "9 Aug. 1998", (date(1997, 5, 1), date(1998, 8, 9))),
        (" 1997 ", "autumn 1998", (date(1997, 1, 1), date(1998, 11, 30))),
        ("1997-05/1998-08", "", (date(1997, 5, 1), None)),
        ("../1997", "1998/..", (None, None)),
        ("1998-08", "1998", (date(1998, 8, 1), date(1998, 12, 31))),
    ],
)
def test_it_runs_from_the_first_day_of_one_date_to_the_last_of_the_other(start, end, expected):
    assert window(start, end) == expected


@pytest.mark.parametrize(
    ("start", "end", "advice"),
    [
        ("1998", "1997", "write the earlier date first"),
        ("9 August 1998", "8 August 1998", "“8 August 1998” lies before “9 August 1998”"),
        ("08/09/1998", "", "8 September 1998 or 9 August 1998"),
        ("", "soon", "“soon” cannot be read"),
        ("1998-02-30", "", "February 1998 has days 01 to 28"),
    ],
)
def test_it_refuses_what_it_cannot_read_and_windows_that_run_backwards(start, end, advice):
    with pytest.raises(DateError) as refusal:
        window(start, end)
    assert advice in str(refusal.value)


@pytest.mark.parametrize(
    ("edtf", "overlapping", "within"),
    [
        ("1997-06", True, True),
        ("1997-05/1997-08", True, True),
        ("1997", True, False),
        ("1990/2000", True, False),  # covers the whole window
        ("1997-08-31/1998", True, False),  # the last day alone
        ("1997-09", False, False),
        ("1997-04", False, False),
        ("../1997-06", True, False),
        ("1997-06/..", True, False),
        ("../1996", False, False),
        ("1998/..", False, False),
    ],
)
def test_a_date_overlaps_a_window_or_lies_certainly_within(edtf, overlapping, within):
    summer = window("1997-05", "1997-08")
    assert overlaps(to_range(edtf), summer) is overlapping
    assert certainly_within(to_range(edtf), summer) is within


def test_an_open_window_takes_what_is_open_on_the_same_side():
    until = (None, date(1998, 12, 31))
    assert certainly_within(to_range("../1998"), until)
    assert not certainly_within(to_range("1998/.."), until)
    assert certainly_within(to_range("../1998"), (None, None))


def test_it_sorts_by_first_day_then_last_with_undated_at_the_end():
    dates = ["", "1998", "1998-01-01", "../1998", "1997/..", "1997", "1998-08"]
    assert sorted(dates, key=sort_key) == ["../1998", "1997", "1997/..", "1998-01-01", "1998", "1998-08", ""]


def test_it_writes_days_as_numbers():
    assert as_number(date(1998, 8, 9)) == 19980809


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [(" 1997-05-20 ", "1997-05-20"), ("20 May 1997", "1997-05-20"), ("May 1997", "1997-05"), ("199X", "199X"), ("since 1996", "1996/..")],
)  # fmt: skip
def test_a_date_is_read_in_edtf_or_as_printed(typed, edtf):
    assert as_edtf(typed) == edtf


@pytest.mark.parametrize("typed", ["", "soon", "1997-13"])
def test_what_is_not_a_date_is_refused(typed):
    with pytest.raises(DateError):
        as_edtf(typed)
