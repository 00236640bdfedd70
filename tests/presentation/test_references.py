"""Entries for reference managers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from archive import dates
from archive.presentation.references import as_bibtex, as_csl, as_ris


def report(edtf="1998-08-09", basis="stated", **values):
    fields = {
        "pk": 12,
        "headline": "Truce in the valley",
        "byline": "By Our Correspondent",
        "source": SimpleNamespace(name="The Northern Digest"),
        "source_ref": "",
        "language": "en",
        "date_edtf": edtf,
        "date_basis": basis if edtf else "",
        "date_label": lambda: dates.label(edtf, basis=basis) or "undated",
    }
    return SimpleNamespace(**fields | values)


def tags(entry):
    return dict(line.split("  - ", 1) for line in entry.split("\r\n") if line)


@pytest.mark.parametrize(
    ("edtf", "basis", "year", "printed", "note"),
    [
        ("1998-08-09", "stated", "1998", "1998/08/09/", None),
        ("1998-08", "stated", "1998", "1998/08//", None),
        ("1998-08-XX", "stated", "1998", "1998/08//", None),
        ("1998", "stated", "1998", "1998///", None),
        (
            "1998-08-09",
            "inferred",
            "1998",
            "1998/08/09/9 August 1998 (inferred)",
            "Date: 9 August 1998 (inferred)",
        ),
        ("1998-08-09~", "stated", "1998", "1998///about 9 August 1998", "Date: about 9 August 1998"),
        ("1996-23", "stated", "1996", "1996///autumn 1996", "Date: autumn 1996"),
        (
            "1997-05/1997-08",
            "stated",
            "1997",
            "1997///between May and August 1997",
            "Date: between May and August 1997",
        ),
        ("1996/1998", "stated", None, None, "Date: between 1996 and 1998"),
        ("199X", "stated", None, None, "Date: 1990s"),
        ("", "", None, None, "Undated"),
    ],
)
def test_ris_has_no_date_more_exact_than_it_is_known(edtf, basis, year, printed, note):
    found = tags(as_ris(report(edtf, basis), address="https://example.org/articles/12-truce/"))
    assert (found.get("PY"), found.get("DA"), found.get("N1")) == (year, printed, note)


def test_ris_begins_with_its_type_and_ends_with_its_end():
    entry = as_ris(report(headline="One\nline\x07 only"), address="https://example.org/")
    assert entry.startswith("TY  - NEWS\r\n")
    assert entry.endswith("ER  - \r\n\r\n")
    assert tags(entry)["TI"] == "One line only"
    assert tags(entry)["AU"] == "Our Correspondent"
    assert tags(entry)["T2"] == "The Northern Digest"


def test_a_headline_cannot_add_a_field():
    assert "AU  - Nobody" not in as_ris(report(headline="Truce\r\nAU  - Nobody"), address="x").split("\r\n")


def test_bibtex_escapes_what_tex_would_read():
    entry = as_bibtex(
        report(headline="50% of {all} A & B, \\x $1 #2 a_b ~ ^"), address="https://example.org/"
    )
    assert (
        r"title = {{50\% of \textbraceleft{}all\textbraceright{} A \& B, \textbackslash{}x \$1 \#2 a\_b \textasciitilde{} \textasciicircum{}}},"
        in entry
    )


def test_bibtex_has_the_month_only_where_it_is_known():
    assert "  month = aug," in as_bibtex(report("1998-08"), address="x")
    for edtf in ("1998", "1998-08~", "1996-23", "1997-05/1997-08", ""):
        assert "month" not in as_bibtex(report(edtf), address="x")


def test_bibtex_gives_the_date_as_edtf_and_a_year_for_older_styles():
    assert "  date = {1996-23},\n  year = {1996},\n  note = {Date: autumn 1996}," in as_bibtex(
        report("1996-23"), address="x"
    )
    assert "  year = {1990s}," in as_bibtex(report("199X"), address="x")
    undated = as_bibtex(report(""), address="x")
    assert "  year = {n.d.}," in undated
    assert "date =" not in undated


@pytest.mark.parametrize(
    ("edtf", "issued"),
    [
        ("1998-08-09", {"date-parts": [[1998, 8, 9]]}),
        ("1998-08", {"date-parts": [[1998, 8]]}),
        ("1997~", {"date-parts": [[1997]], "circa": True}),
        ("1996-23", {"date-parts": [[1996]], "season": 3}),
        ("199X", {"literal": "1990s"}),
        ("1985/..", {"literal": "since 1985"}),
        ("", None),
    ],
)
def test_csl_has_the_date_as_exact_as_it_is_known(edtf, issued):
    assert as_csl(report(edtf), address="x").get("issued") == issued
