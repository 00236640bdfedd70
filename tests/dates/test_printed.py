"""Dates as newspapers print them are read with the printed precision, or refused with a reason."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.dates import DateError, PrintedDate, parse_edtf, read_printed

A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
A_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        # ISO 8601 and EDTF
        ("1998-08-09", "1998-08-09"),
        ("1998-08", "1998-08"),
        ("1998", "1998"),
        ("  1998\n", "1998"),
        ("1998-8-9", "1998-08-09"),
        ("19980809", "1998-08-09"),
        ("199x", "199X"),
        ("1996-23", "1996-23"),
        ("1985/..", "1985/.."),
        ("1998-08-09T12:00:00Z", "1998-08-09"),
        ("1998-08-09T23:59:59.123+04:30", "1998-08-09"),
        ("1998-08-09 12:00", "1998-08-09"),
        # a day
        ("9 August 1998", "1998-08-09"),
        ("09 AUGUST 1998", "1998-08-09"),
        ("August 9, 1998", "1998-08-09"),
        ("Aug. 9, 1998", "1998-08-09"),
        ("9 Sept. 1998", "1998-09-09"),
        ("9th August 1998", "1998-08-09"),
        ("the 9th of August, 1998", "1998-08-09"),
        ("August 1st, 1998", "1998-08-01"),
        ("on 9 August 1998", "1998-08-09"),
        ("9 August 1998.", "1998-08-09"),
        ("09-Aug-1998", "1998-08-09"),
        ("1998 Aug 9", "1998-08-09"),
        ("25/12/1998", "1998-12-25"),
        ("12/25/1998", "1998-12-25"),
        ("25.12.1998", "1998-12-25"),
        ("08/08/1998", "1998-08-08"),  # both readings are the same day
        ("1998/08/09", "1998-08-09"),
        # with the day of the week, and the time of day, which is left out
        ("Sunday, 9 August 1998", "1998-08-09"),
        ("Sun 9 Aug 1998", "1998-08-09"),
        ("9 August 1998 (Sunday)", "1998-08-09"),
        ("Sunday 9 August 1998 00:23 BST", "1998-08-09"),
        ("Published Sun 9 Aug 1998 00.23 BST", "1998-08-09"),
        ("August 9, 1998 at 3:15 p.m. EST", "1998-08-09"),
        ("9 August 1998, 10.30am", "1998-08-09"),
        ("9 August 1998 2330 GMT", "1998-08-09"),
        ("August 9, 1998 Sunday 4:12 PM Eastern Time", "1998-08-09"),
        ("9 August 1998, 10:30 a.m. Pacific Daylight Time", "1998-08-09"),
        ("Sun, 09 Aug 1998 12:00:00 +0000", "1998-08-09"),
        ("Sun, 9 Aug 1998 12:00:00 GMT", "1998-08-09"),
        ("Sun, 9 Aug 1998 12:00:00 -0400 (EDT)", "1998-08-09"),
        ("Sun Aug  9 12:00:00 BST 1998", "1998-08-09"),
        # a month, a season, a year, and longer
        ("August 1998", "1998-08"),
        ("August, 1998", "1998-08"),
        ("Aug. 1998", "1998-08"),
        ("May 1998", "1998-05"),
        ("08/1998", "1998-08"),
        ("1998/08", "1998-08"),
        ("summer 1998", "1998-22"),
        ("the summer of 1998", "1998-22"),
        ("autumn of 1996", "1996-23"),
        ("fall 1996", "1996-23"),
        ("winter 1996-97", "1996-24"),
        ("winter 1996/97", "1996-24"),
        ("winter 1996–1997", "1996-24"),
        ("the winter of 1999-2000", "1999-24"),
        ("winter 1999-00", "1999-24"),
        ("in 1998", "1998"),
        ("1990s", "199X"),
        ("the 1990’s", "199X"),
        ("20th century", "19XX"),
        # about and perhaps
        ("circa 1998", "1998~"),
        ("c. 1998", "1998~"),
        ("c1998", "1998~"),
        ("ca. August 1998", "1998-08~"),
        ("about 1998", "1998~"),
        ("about the 1990s", "199X~"),
        ("1998?", "1998?"),
        ("[1998?]", "1998?"),
        ("1998 (?)", "1998?"),
        ("June 1997?", "1997-06?"),
        ("probably June 1997", "1997-06?"),
        ("about 1998?", "1998%"),
        # between two dates
        ("May-August 1998", "1998-05/1998-08"),
        ("May – August 1998", "1998-05/1998-08"),
        ("May to August 1998", "1998-05/1998-08"),
        ("May or June 1997", "1997-05/1997-06"),
        ("9-12 August 1998", "1998-08-09/1998-08-12"),
        ("9/10 August 1998", "1998-08-09/1998-08-10"),
        ("August 9-12, 1998", "1998-08-09/1998-08-12"),
        ("28 July-3 August 1998", "1998-07-28/1998-08-03"),
        ("28 December 1997 - 3 January 1998", "1997-12-28/1998-01-03"),
        ("25/12/1998 - 28/12/1998", "1998-12-25/1998-12-28"),
        ("1998-08-09 to 1998-08-12", "1998-08-09/1998-08-12"),
        ("between 1996 and 2001", "1996/2001"),
        ("between 9 and 12 August 1998", "1998-08-09/1998-08-12"),
        ("from May 1997 to August 1998", "1997-05/1998-08"),
        ("1996-2001", "1996/2001"),
        ("1996-97", "1996/1997"),
        ("1996/97", "1996/1997"),
        ("1996 to 97", "1996/1997"),
        ("1999-00", "1999/2000"),
        ("c. 1996-2001", "1996~/2001~"),
        ("1996-2001?", "1996?/2001?"),
        ("between about 1996 and 2001", "1996~/2001"),
        ("spring-summer 1998", "1998-21/1998-22"),
        ("autumn 1996-winter 1996-97", "1996-23/1996-24"),
        ("1980s to 1990s", "1980/1999"),
        # on one side of a date
        ("before 1985", "../1984"),
        ("before August 1998", "../1998-07"),
        ("before 1 August 1998", "../1998-07-31"),
        ("before winter 1996-97", "../1996-11"),
        ("before the 1990s", "../1989"),
        ("before about 1985", "../1984~"),
        ("until 1985", "../1985"),
        ("by August 1998", "../1998-08"),
        ("after 1992", "1993/.."),
        ("after December 1998", "1999-01/.."),
        ("after 31 December 1998", "1999-01-01/.."),
        ("since 1985", "1985/.."),
        ("from 1985", "1985/.."),
        ("since the 1990s", "1990/.."),
        ("since autumn 1996", "1996-23/.."),
        # A month with both its names
        ("4 مارس/آذار 2017", "2017-03-04"),
    ],
)
def test_it_reads_what_newspapers_print(text, edtf):
    assert read_printed(text) == PrintedDate(edtf, "")


@pytest.mark.parametrize(
    ("text", "edtf", "word"),
    [
        ("early 1997", "1997", "early"),
        ("mid-1997", "1997", "mid"),
        ("late in 1997", "1997", "late"),
        ("early August 1998", "1998-08", "early"),
        ("mid-August 1998", "1998-08", "mid"),
        ("the end of August 1998", "1998-08", "end"),
        ("in the early 1990s", "199X", "early"),
        ("early 1996-late 1997", "1996/1997", "late"),
    ],
)
def test_it_keeps_the_whole_of_what_is_early_or_late_and_says_so(text, edtf, word):
    read = read_printed(text)
    assert read.edtf == edtf
    assert f"“{word}” stays in the date as printed only" in read.note


@pytest.mark.parametrize(
    ("text", "edtf", "note"),
    [
        ("Monday, 9 August 1998", "1998-08-09", "That day was a Sunday: check the date."),
        ("2001-02", "2001-02", "Read as a month; for two years write 2001/2002."),
        ("1377", "1377", "If 1377 is a year of the Solar Hijri calendar"),
        ("17/5/1377", "1998-08-08", "Read as 17/5/1377 in the Solar Hijri calendar"),
        ("3 Ramadan 1419", "1998-12-21", "Read in the Islamic calendar of Umm al-Qura"),
    ],
)
def test_it_notes_what_a_curator_should_look_at(text, edtf, note):
    read = read_printed(text)
    assert read.edtf == edtf
    assert read.note.startswith(note)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("08/09/1998", ("8 September 1998", "9 August 1998")),
        ("9.8.1998", ("9 August 1998", "8 September 1998")),
        ("8-9-1998", ("8 September 1998", "9 August 1998")),
        ("Sunday 08/09/1998 12:00", ("8 September 1998", "9 August 1998")),
        ("08/09/1998 - 10/09/1998", ("8 September 1998", "9 August 1998")),
        ("winter 1996", ("winter 1995-96", "winter 1996-97")),
        ("winter 2000", ("winter 1999-00", "winter 2000-01")),
        ("2001/02", ("February 2001", "2001/2002")),
        ("2001–02", ("February 2001", "2001/2002")),
        ("2021-22", ("summer 2021", "2021/2022")),
        ("the 2000s", ("200X", "20XX")),
    ],
)
def test_it_refuses_what_has_two_readings_and_names_both(text, readings):
    with pytest.raises(DateError) as refusal:
        read_printed(text)
    assert all(reading in str(refusal.value) for reading in readings)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "There is no date"),
        ("   ", "There is no date"),
        ("Monday", "not a date by itself"),
        ("12:30", "not a date by itself"),
        ("yesterday", "not a date by itself"),
        ("last week", "not a date by itself"),
        ("11", "names no year"),
        ("may", "names no year"),
        ("Monday 9 August", "names no year"),
        ("autumn", "names no year"),
        ("9 Aug 98", "two digits"),
        ("9 August ’98", "two digits"),
        ("August 98", "two digits"),
        ("25/12/98", "two digits"),
        ("30 Esfand 1380", "is not a day of the Solar Hijri calendar"),
        ("1419 AH", "another calendar"),
        ("تابستان ۱۳۷۷", "another calendar or script"),
        ("marts 2001", "cannot be read"),
        ("30 February 1998", "February 1998 has days 01 to 28"),
        ("31 April 1998", "April 1998 has days 01 to 30"),
        ("1998-13-01", "no month 13"),
        ("00/08/1998", "a day or month 0"),
        ("December-February 1998", "write the earlier date first"),
        ("9-August 1998", "cannot be read"),
        ("early or mid 1997", "cannot be read"),
        ("1995s", "not a decade"),
        ("undated", "cannot be read"),
        ("week of 9 August 1998", "cannot be read"),
        ("KABUL, Aug 9, 1998 (AFP)", "cannot be read"),
        ("9 August 1998 - 12 September", "cannot be read"),
        ("1998-221", "cannot be read"),
        ("before 0001", "before the year 0001"),
        ("after 9998", "outside the years 0001 to 9998"),
        ("9 August 1998 " * 20, "too long"),
    ],
)
def test_it_refuses_what_is_no_date_and_says_why(text, reason):
    with pytest.raises(DateError) as refusal:
        read_printed(text)
    assert reason in str(refusal.value)
    assert len(str(refusal.value)) < 260


# Parts that were not printed are never added.

years = st.one_of(st.integers(1000, 2999).map(str), st.integers(100, 299).map("{}0s".format))
hedges = st.sampled_from(
    ("", "c. ", "about ", "early ", "mid-", "late ", "the end of ", "probably ", "in the ")
)
ends = st.sampled_from(("", "?", " (?)", ".", " 12:30 GMT", " 10.30am"))
edges = st.sampled_from(("", "before ", "after ", "since ", "until ", "by ", "between ", "from "))
joints = st.sampled_from((" ", "-", " - ", "–", "/", " to ", " and ", " or ", ", "))
month_names = st.sampled_from(
    ("January", "Feb.", "march", "APRIL", "May", "june", "Jul", "Aug.", "Sept.", "October", "Nov", "december")
)
season_names = st.sampled_from(("spring", "summer", "Autumn", "fall", "winter"))
month_or_season = st.one_of(month_names, season_names)


scraps = st.one_of(
    st.sampled_from(("9", "12th", "98", "1990s", "12:30", "Sun", "of", "the", "(", ")", "?", ",")),
    st.sampled_from(("to", "-", "/", "and", "before", "c.", "early", "winter", "Aug.", "1998", "2001")),
)


def phrases(word):
    one = st.builds("".join, st.tuples(hedges, word, ends))
    two = st.builds("".join, st.tuples(one, joints, one))
    return st.builds("".join, st.tuples(edges, st.one_of(one, two)))


def edtf_or_none(text):
    try:
        return read_printed(text).edtf
    except DateError:
        return None


@settings(max_examples=1000, deadline=None)
@given(phrases(st.one_of(years, month_or_season, st.builds("{} {}".format, month_or_season, years))))
def test_what_has_no_day_never_gets_one(text):
    edtf = edtf_or_none(text)
    assert edtf is None or not A_DAY.search(edtf), text


@settings(max_examples=1000, deadline=None)
@given(phrases(years))
def test_what_has_no_month_never_gets_one(text):
    edtf = edtf_or_none(text)
    assert edtf is None or not A_MONTH.search(edtf), text


@settings(max_examples=500, deadline=None)
@given(phrases(st.one_of(month_or_season, st.integers(1, 31).map(str), st.builds("{} {}".format, st.integers(1, 31), month_names))))  # fmt: skip
def test_what_has_no_year_is_no_date(text):
    assert edtf_or_none(text) is None, text


@settings(max_examples=1000, deadline=None)
@given(
    st.one_of(
        st.text(max_size=40),
        st.text("0123456789/-.,:?~%X TZ", max_size=20),
        st.lists(scraps, max_size=9).map(" ".join),
    )
)  # fmt: skip
def test_any_text_is_read_as_edtf_or_refused(text):
    edtf = edtf_or_none(text)
    assert edtf is None or parse_edtf(edtf)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("13 novembre 2001", "2001-11-13"),
        ("mardi 13 novembre 2001", "2001-11-13"),
        ("1er août 1998", "1998-08-01"),
        ("févr. 1998", "1998-02"),
        ("9. August 1998", "1998-08-09"),
        ("Sonntag, den 9. März 1998", "1998-03-09"),
        ("9 de agosto de 1998", "1998-08-09"),
        ("miércoles, 9 de enero de 2002", "2002-01-09"),
        ("9 agosto 1998", "1998-08-09"),
        ("9 de março de 1998", "1998-03-09"),
        ("9 augustus 1998", "1998-08-09"),
        ("9 sierpnia 1998", "1998-08-09"),
        ("9 Ağustos 1998", "1998-08-09"),
        ("13 ноября 2001 г.", "2001-11-13"),
        ("вторник, 13 ноября 2001 года", "2001-11-13"),
        ("май 1998", "1998-05"),
        ("9 серпня 1998", "1998-08-09"),
    ],
)
def test_it_reads_months_of_other_languages(text, edtf):
    assert read_printed(text).edtf == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("13 nov. 2001", "2001-11-13"),
        ("13 ago 2001", "2001-08-13"),
        ("13 янв. 2001", "2001-01-13"),
        ("13. November 2001, 19.04 Uhr", "2001-11-13"),
        ("24. Februar 2012 um 09:01:12 MEZ", "2012-02-24"),
        ("24 février 2012 à 09:01", "2012-02-24"),
        ("mardi 13 novembre 2001 à 21h04", "2001-11-13"),
        ("wtorek, 13 listopada 2001", "2001-11-13"),
        ("13 Kasım 2001 Salı", "2001-11-13"),
        ("13 Nov 2001 - 21:04 CET", "2001-11-13"),
        ("13 نوفمبر 2001", "2001-11-13"),
        ("١٣ نوفمبر ٢٠٠١", "2001-11-13"),
        ("الثلاثاء 13 تشرين الثاني 2001", "2001-11-13"),
        ("۱۳ نوامبر ۲۰۰۱", "2001-11-13"),
        ("13 نومبر 2001ء", "2001-11-13"),
        ("2001年11月13日", "2001-11-13"),
        ("2001년 11월 13일", "2001-11-13"),
    ],
)
def test_it_reads_short_months_other_scripts_and_clocks(text, edtf):
    assert read_printed(text) == PrintedDate(edtf)


@pytest.mark.parametrize(
    ("text", "edtf", "is_certain"),
    [
        ("۲۲ آبان ۱۳۸۰", "2001-11-13", True),
        ("سه‌شنبه ۲۲ آبان ۱۳۸۰ - ۱۲:۳۰", "2001-11-13", True),
        ("22 Aban 1380", "2001-11-13", True),
        ("18 Asad 1377", "1998-08-09", True),
        ("۱۸ اسد ۱۳۷۷", "1998-08-09", True),
        ("حوت 1377", "1999-02-20/1999-03-20", True),
        ("۱۳۸۰/۰۸/۲۲", "2001-11-13", True),
        ("1380/08/22", "2001-11-13", False),
        ("27 شعبان 1422 هـ", "2001-11-12", False),
        ("٢٧/٨/١٤٢٢", "2001-11-12", False),
        ("10 Rabi al-Awwal 1420", "1999-06-24", False),
        ("5 ذو الحجة 1422", "2002-02-17", False),
    ],
)
def test_days_of_other_calendars_are_converted(text, edtf, is_certain):
    read = read_printed(text)

    assert (read.edtf, read.is_certain) == (edtf, is_certain)
    assert bool(read.note) is not is_certain


@pytest.mark.parametrize(
    "text",
    [
        "MRT 2017",
        "mrt 2017",
        "MRT 3 2017",
        "Mars 2020",
        "Set 1998",
        "SET 12, 2016",
        "Mayo 2010",
        "Mai 1998",
        "ago 1996",
        "DIC 2001",
    ],
)
def test_a_word_that_is_a_month_elsewhere_is_none_by_itself(text):
    with pytest.raises(DateError):
        read_printed(text)
    with pytest.raises(DateError):
        read_printed(text, language="en")


@pytest.mark.parametrize(
    ("text", "language", "edtf"),
    [
        ("mrt 2017", "nl", "2017-03"),
        ("mrt 2017", "af", "2017-03"),
        ("mars 2020", "fr", "2020-03"),
        ("mars 2020", "sv", "2020-03"),
        ("set 1998", "it", "1998-09"),
        ("mayo 2010", "es", "2010-05"),
        ("5 mrt 2017", "", "2017-03-05"),
        ("9 mars 1998", "", "1998-03-09"),
        ("1er mai 1998", "", "1998-05-01"),
        ("09-set-1998", "", "1998-09-09"),
        ("9 de mayo de 2010", "", "2010-05-09"),
        ("janvier 1998", "", "1998-01"),
        ("May 2017", "", "2017-05"),
        ("March 2017", "nl", "2017-03"),
    ],
)
def test_it_is_one_below_a_day_and_in_its_language(text, language, edtf):
    assert read_printed(text, language=language).edtf == edtf
