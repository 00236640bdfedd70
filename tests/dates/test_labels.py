"""Labels of dates: in words, with the precision known, and readable back."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from archive.dates import DateError, label, parse_edtf, read_printed, short_label, to_range, when


@pytest.mark.parametrize(
    ("edtf", "long", "short"),
    [
        ("", "", ""),
        ("1998-08-09", "9 August 1998", "9 Aug 1998"),
        ("1998-08", "August 1998", "Aug 1998"),
        ("1998", "1998", "1998"),
        ("1998-XX", "1998", "1998"),
        ("1998-08-XX", "August 1998", "Aug 1998"),
        ("1998~", "about 1998", "c. 1998"),
        ("1998?", "1998, uncertain", "1998?"),
        ("1998-08%", "about August 1998, uncertain", "c. Aug 1998?"),
        ("1996-23", "autumn 1996", "autumn 1996"),
        ("1996-24", "winter 1996–97", "winter 1996–97"),
        ("1999-24", "winter 1999–2000", "winter 1999–2000"),
        ("199X", "1990s", "1990s"),
        ("199X~", "about the 1990s", "c. 1990s"),
        ("200X", "2000–2009", "2000–2009"),
        ("19XX", "20th century", "20th c."),
        ("20XX", "21st century", "21st c."),
        ("10XX", "11th century", "11th c."),
        ("19XX~", "about the 20th century", "c. 20th c."),
        ("0800", "AD 800", "AD 800"),
        ("1997-05/1998-08", "between May 1997 and August 1998", "May 1997–Aug 1998"),
        ("1998-05/1998-08", "between May and August 1998", "May–Aug 1998"),
        ("1998-08-09/1998-08-12", "between 9 and 12 August 1998", "9–12 Aug 1998"),
        ("1998-07-28/1998-08-03", "between 28 July and 3 August 1998", "28 July–3 Aug 1998"),
        ("1997-12-28/1998-01-03", "between 28 December 1997 and 3 January 1998", "28 Dec 1997–3 Jan 1998"),
        ("1998-21/1998-22", "between spring and summer 1998", "spring–summer 1998"),
        ("1998-23/1998-24", "between autumn 1998 and winter 1998–99", "autumn 1998–winter 1998–99"),
        ("1998/1998-08", "between 1998 and August 1998", "1998–Aug 1998"),
        ("1996~/2001", "between about 1996 and 2001", "c. 1996–2001"),
        ("1996/2001?", "between 1996 and 2001 (uncertain)", "1996–2001?"),
        ("1998/1998", "1998", "1998"),
        ("../1985", "until 1985", "until 1985"),
        ("1985/..", "since 1985", "since 1985"),
        ("../1998-08-09", "until 9 August 1998", "until 9 Aug 1998"),
        ("1985~/..", "since about 1985", "since c. 1985"),
        ("/1985", "until 1985, start not known", "until 1985, start not known"),
        ("1985/", "from 1985, end not known", "from 1985, end not known"),
    ],
)
def test_it_puts_a_date_in_words(edtf, long, short):
    assert label(edtf) == long
    assert short_label(edtf) == short


def test_it_says_that_a_date_was_inferred():
    assert label("1996-23", basis="inferred") == "autumn 1996 (inferred)"
    assert short_label("1996-23", basis="inferred") == "autumn 1996 (inferred)"
    assert label("1996-23", basis="stated") == "autumn 1996"
    assert label("", basis="inferred") == ""


def test_it_refuses_to_label_what_is_no_date():
    with pytest.raises(DateError):
        label("soon")


marks = st.sampled_from(("", "", "?", "~", "%"))
years = st.integers(1000, 2999).map(str)
months = st.builds("{}-{:02}".format, years, st.sampled_from((*range(1, 13), *range(21, 25))))
days = st.builds("{}-{:02}-{:02}".format, years, st.integers(1, 12), st.integers(1, 28))
plain = st.one_of(years, months, days)
masked = st.one_of(years.map(lambda year: f"{year[:3]}X"), years.map(lambda year: f"{year[:2]}XX"))
single = st.builds("".join, st.tuples(st.one_of(plain, masked), marks))
end = st.builds("".join, st.tuples(plain, marks))
interval = st.one_of(
    st.builds("{}/{}".format, end, end), st.builds("../{}".format, end), st.builds("{}/..".format, end)
)


def as_read_back(text):
    read = parse_edtf(read_printed(text).edtf)
    return read.lower, read.upper, read.uncertain, read.approximate


@given(st.one_of(single, interval))
@example("1996-24/1997-21")
@example("2000-24/2001")
def test_a_label_reads_back_as_the_same_date(edtf):
    try:
        parsed = parse_edtf(edtf)
    except DateError:
        assume(False)
    assert as_read_back(label(edtf)) == (parsed.lower, parsed.upper, parsed.uncertain, parsed.approximate)


@given(st.one_of(single, st.builds("{}/{}".format, plain, plain)))
def test_a_short_label_reads_back_as_the_same_days(edtf):
    try:
        bounds = to_range(edtf)
    except DateError:
        assume(False)
    assert to_range(read_printed(short_label(edtf)).edtf) == bounds


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1998-08-09", "on 9 August 1998"),
        ("1998-08-09~", "about 9 August 1998"),
        ("1998-08", "in August 1998"),
        ("1998~", "in about 1998"),
        ("1998?", "in 1998, uncertain"),
        ("1996-23", "in autumn 1996"),
        ("199X", "in the 1990s"),
        ("190X", "in 1900–1909"),
        ("199X~", "in about the 1990s"),
        ("19XX", "in the 20th century"),
        ("1997-05/1998-08", "between May 1997 and August 1998"),
        ("1985/..", "since 1985"),
        ("", ""),
    ],
)
def test_when_says_it_as_part_of_a_sentence(edtf, words):
    assert when(edtf) == words
