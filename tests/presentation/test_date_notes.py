"""The note on the date of a report, case by case."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from archive import dates
from archive.presentation.date_notes import date_note, printed_date

CASES = [
    # printed, EDTF, basis, by a curator, the sentence
    ("9 August 1998", "1998-08-09", "stated", False, ""),
    ("9  AUGUST 1998", "1998-08-09", "stated", False, ""),
    ("Aug. 9, 1998", "1998-08-09", "stated", False, "Printed as “Aug. 9, 1998”."),
    ("early March 1979", "1979-03", "stated", False, "Printed as “early March 1979”."),
    ("۱۵ سنبله ۱۴۰۰", "2021-09-06", "stated", False, "Printed as “۱۵ سنبله ۱۴۰۰”."),
    ("", "1998-08-09", "stated", False, ""),
    ("1998-08-10", "1998-08-10", "stated", False, ""),
    ("1998-08-10T23:30:00Z", "1998-08-10", "stated", False, ""),
    ("", "", "", False, "The report has no date."),
    ("8/9/97", "", "", False, "The report says “8/9/97”, which does not give a definite day."),
    ("0001-01-01", "", "", False, "The report has no date."),
    ("late 1980s", "198X", "inferred", True, "The report says only “late 1980s”; a curator read this as the 1980s."),
    ("late 1980s", "1987/1989", "inferred", True, "The report says only “late 1980s”; a curator read this as between 1987 and 1989."),
    ("8/9/97", "1997-08-09", "inferred", False, "The report says only “8/9/97”; this was read as 9 August 1997."),
    ("8/9/97", "1997-08-09", "inferred", True, "The report says only “8/9/97”; a curator read this as 9 August 1997."),
    ("late 1980s", "1998-22", "inferred", True, "The report says “late 1980s”; a curator dates it summer 1998 nevertheless."),
    ("late 1980s", "1998-22", "stated", True, "The report says “late 1980s”, which does not agree with this date."),
    ("", "1998-22", "inferred", True, "Not printed with the report: inferred by a curator."),
    ("", "2003-05-06", "inferred", False, "Not printed with the report: inferred."),
    ("2003-05-06", "2003-05-06", "inferred", False, "Not printed with the report: inferred."),
]  # fmt: skip


def report(printed, edtf, basis):
    return SimpleNamespace(
        date_printed=printed,
        date_edtf=edtf,
        date_basis=basis,
        date_label=lambda: dates.report_label(edtf, basis),
    )


@pytest.mark.parametrize(("printed", "edtf", "basis", "by_curator", "sentence"), CASES)
def test_each_case_has_one_sentence_that_agrees_with_itself(printed, edtf, basis, by_curator, sentence):
    note = str(date_note(report(printed, edtf, basis), by_curator=by_curator))

    assert note.replace("<bdi>", "").replace("</bdi>", "") == sentence


def test_what_was_printed_is_isolated_and_escaped():
    note = date_note(report("<b>1998", "1998", "stated"), by_curator=False)

    assert note == "Printed as “<bdi>&lt;b&gt;1998</bdi>”."


def test_a_date_that_a_program_wrote_is_no_print():
    assert printed_date(report("1998-08-10", "1998-08-10", "stated")) == ""
    assert printed_date(report("10 August 1998", "1998-08-10", "stated")) == "10 August 1998"
