"""Dates among typed words, where they can be nothing else."""

from __future__ import annotations

import pytest

from archive.dates import dates_in_text


def read(text):
    return [(text[one.start : one.end], one.edtf) for one in dates_in_text(text)]


@pytest.mark.parametrize(
    ("text", "typed", "edtf"),
    [
        ("kabul 27/09/1996", "27/09/1996", "1996-09-27"),
        ("27.9.1996.", "27.9.1996", "1996-09-27"),
        ("1996/09/27 kabul", "1996/09/27", "1996-09-27"),
        ("1996-9-27", "1996-9-27", "1996-09-27"),
        ("09/27/1996", "09/27/1996", "1996-09-27"),
        ("5.5.1996", "5.5.1996", "1996-05-05"),
        ("9/1996", "9/1996", "1996-09"),
        ("27-Sep-1996", "27-Sep-1996", "1996-09-27"),
        ("Sep-1996", "Sep-1996", "1996-09"),
        ("kabul, 27 September 1996.", "27 September 1996", "1996-09-27"),
        ("the late 1997 truce", "the late 1997", "1997"),
        ("mid-May 1997", "mid-May 1997", "1997-05"),
        ("the end of 1996", "the end of 1996", "1996"),
        ("c. 1997", "c. 1997", "1997~"),
        ("before the end of 1996", "before the end of 1996", "../1996"),
        ("after the beginning of 1992", "after the beginning of 1992", "1992/.."),
        ("1996..1998", "1996..1998", "1996/1998"),
        ("1996-98", "1996-98", "1996/1998"),
        ("may-september 1997", "may-september 1997", "1997-05/1997-09"),
        ("may and june 1997", "may and june 1997", "1997-05/1997-06"),
        ("8–12 august 1998", "8–12 august 1998", "1998-08-08/1998-08-12"),
        ("سپتامبر ۱۹۹۶", "سپتامبر ۱۹۹۶", "1996-09"),
    ],
)
def test_it_reads_dates_as_people_type_them(text, typed, edtf):
    assert read(text) == [(typed, edtf)]


@pytest.mark.parametrize(
    "text",
    [
        "1996",
        "the war end 1996",
        "may",
        "192.168.1.1",
        "1/2/1997/4",
        "12.5.1998.3",
        "AK-47 1996",
        "24/7",
        "31/31/1996",
    ],
)
def test_it_leaves_alone_what_may_be_something_else(text):
    assert read(text) == []


def test_it_says_both_days_that_figures_can_mean():
    (date,) = dates_in_text("mazar 08/09/1998")
    assert (date.edtf, date.either) == ("", ("8 September 1998", "9 August 1998"))
