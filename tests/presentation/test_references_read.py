"""Entries for reference managers, read by other people's programs: with any characters in a headline, no entry is lost or added."""

from __future__ import annotations

from types import SimpleNamespace

import bibtexparser
import pybtex
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from archive.presentation.references import as_bibtex, as_ris, bibtex_comment
from tests.presentation.test_references import report

PIECES = (
    *("{", "}", "}{", "{{", "\\", "\\\\", "\\{", "\\}", '"', "'", "%", "#", "$", "&", "_", "^", "~", "=", ",", "},", "(", ")"),
    *("@", "@article(", "@article{x,", "@comment{", "@string{", " and ", "\\textbf{", "{\\'e}", "$x$", "\n\n@misc{y, title={z}}\n\n"),
    *("ER  - ", "\r\nER  - \r\n", "\nTY  - NEWS\n", "\u2028ER  - \u2028", "\x0bTI  - ", "\x85AU  - ", "\t", "\n", "\x00", "\x07"),
    *("truce", "طالبان", "Šibirgān", "é", "🙂", "\u200f", "A and B", "Müller & Söhne; van der Berg, Jan, x, y"),
)  # fmt: skip

hostile = st.one_of(st.lists(st.sampled_from([*PIECES, " "]), max_size=12).map("".join), st.text(max_size=40))
edtf = st.sampled_from(
    ["", "1998-08-09", "1998-08", "1997~", "1996-23", "199X", "1997-05/1997-08", "../1998"]
)


def entries(write, headline, byline, source, date):
    """Write a hostile report between two plain ones."""
    reports = [
        report(pk=1),
        report(date, pk=2, headline=f"a{headline}", byline=byline, source=SimpleNamespace(name=f"b{source}")),
        report(pk=3),
    ]
    return "".join(write(one, address=f"https://example.org/articles/{one.pk}-a%20b_c/") for one in reports)


@given(hostile, hostile, hostile, edtf)
def test_whatever_a_headline_holds_bibtex_loses_no_entry(headline, byline, source, date):
    text = bibtex_comment([headline, source]) + entries(as_bibtex, headline, byline, source, date)
    keys = ["dateline1", "dateline2", "dateline3"]
    assert list(parse_string(text, "bibtex").entries) == keys
    library = bibtexparser.parse_string(text)
    assert ([entry.key for entry in library.entries], library.failed_blocks) == (keys, [])


@given(hostile, hostile, edtf)
def test_whatever_a_headline_holds_its_bibtex_can_be_cited(headline, byline, date):
    text = entries(as_bibtex, headline, byline, "", date)
    cited = pybtex.format_from_string(text, style="plain", output_backend="plaintext")
    assert "[3]" in cited


@pytest.mark.parametrize("byline", ["", "By ", "by", "By Our Correspondent"])
def test_a_report_with_or_without_a_writer_is_cited_with_its_source(byline):
    entry = as_bibtex(report(byline=byline), address="https://example.org/")
    cited = pybtex.format_from_string(entry, style="plain", output_backend="plaintext")
    assert "Truce in the valley" in cited
    assert "The Northern Digest" in cited
    assert "1998" in cited


@given(hostile, hostile, hostile, edtf)
def test_whatever_a_headline_holds_ris_loses_no_entry(headline, byline, source, date):
    found = rispy.loads(entries(as_ris, headline, byline, source, date))
    assert [entry["id"] for entry in found] == ["dateline1", "dateline2", "dateline3"]
    assert {entry["type_of_reference"] for entry in found} == {"NEWS"}
