"""Dates among typed words, where they can be nothing else."""

from __future__ import annotations

from datetime import date as calendar_date

import pytest

from archive.dates import dates_in_text

today = calendar_date.today


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
        ("kabul 1996 September", "1996 September", "1996-09"),
        ("1996, September 27 kabul", "1996, September 27", "1996-09-27"),
        ("1997 may 9", "1997 may 9", "1997-05-09"),
        ("in 1995 september 1996", "september 1996", "1996-09"),
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
        ("kabul 27 sep 96", "27 sep 96", "1996-09-27"),
        ("27th of September '96", "27th of September '96", "1996-09-27"),
        ("27-sep-96", "27-sep-96", "1996-09-27"),
        ("27/9/96", "27/9/96", "1996-09-27"),
        ("mazar 12 sept 01", "12 sept 01", "2001-09-12"),
        ("sep 96", "sep 96", "1996-09"),
        ("summer '98", "summer '98", "1998-22"),
        ("kabul in the '90s", "in the '90s", "199X"),
        ("early 90s", "early 90s", "199X"),
        ("the 60s", "the 60s", "196X"),
        ("1990er", "1990er", "199X"),
        ("années 90", "années 90", "199X"),
        ("1990-е", "1990-е", "199X"),
        ("since '92", "since '92", "1992/.."),
        ("between '92 and '96", "between '92 and '96", "1992/1996"),
        ("l'été 1998", "l'été 1998", "1998-22"),
        ("27 d'août 1998", "27 d'août 1998", "1998-08-27"),
        ("hiver 1996-97", "hiver 1996-97", "1996-24"),
        ("Frühjahr 1997", "Frühjahr 1997", "1997-21"),
        ("otoño de 1996", "otoño de 1996", "1996-23"),
        ("летом 1998", "летом 1998", "1998-22"),
        ("в сентябре 1996", "сентябре 1996", "1996-09"),
        ("تابستان ۱۹۹۸", "تابستان ۱۹۹۸", "1998-22"),
        ("mai 1997", "mai 1997", "1997-05"),
        ("mai-septembre 1997", "mai-septembre 1997", "1997-05/1997-09"),
        ("میزان ۱۳۷۵", "میزان ۱۳۷۵", "1996-09-22/1996-10-21"),
        ("5 mizan 1375", "5 mizan 1375", "1996-09-26"),
        ("1375/7/5", "1375/7/5", "1996-09-26"),
        ("Friday, 27 September 1996", "Friday, 27 September 1996", "1996-09-27"),
        ("fri 27 sep 96", "fri 27 sep 96", "1996-09-27"),
        ("early 20th century", "early 20th century", "19XX"),
        ("kabul '96", "'96", "1996"),
        ("Ramadan 1417", "Ramadan 1417", "1997-01-10/1997-02-07"),
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
        "sep 12",
        "the 1998 march on Kabul",
        "1998 may",
        "5 may 12 killed",
        "men in their 20s",
        "asad khan 1380",
        "tir 1998",
        "12.5.98.3",
        "mei ling 1997",
    ],
)
def test_it_leaves_alone_what_may_be_something_else(text):
    assert read(text) == []


def test_it_says_both_days_that_figures_can_mean():
    (date,) = dates_in_text("mazar 08/09/1998")
    assert (date.edtf, date.either) == ("", ("8 September 1998", "9 August 1998"))
    (date,) = dates_in_text("9/11/01")
    assert date.either == ("9 November 2001", "11 September 2001")


@pytest.mark.parametrize("typed", ["winter 1996", "hiver 1996", "Winter 96"])
def test_it_says_both_winters_of_a_year(typed):
    (date,) = dates_in_text(f"snow {typed}")
    assert (date.edtf, date.either) == ("", ("winter 1995-96", "winter 1996-97"))


def test_it_says_that_a_decade_can_be_a_hundred_years():
    (date,) = dates_in_text("kabul in the 2000s")
    assert (date.edtf, date.either) == ("", ("2000-2009", "2000-2099"))


def test_the_century_of_two_digits_is_the_last_that_has_begun():
    this = today().year
    assert read(f"may '{this % 100:02}")[0][1] == f"{this}-05"
    assert read(f"may '{(this + 1) % 100:02}")[0][1] == f"{this - 99}-05"
