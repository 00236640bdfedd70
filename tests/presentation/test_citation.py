"""How a report is cited."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from archive.presentation.citation import citation, cited_date

ADDRESS = "https://archive.example/articles/412-fighters-enter-mazar/"


def report(
    *, headline="Fighters enter Mazar", byline="", edtf="1998-08-09", label="9 August 1998", basis="stated"
):
    return SimpleNamespace(
        pk=412,
        headline=headline,
        byline=byline,
        source=SimpleNamespace(name="The Digest"),
        date_edtf=edtf,
        date_basis=basis,
        date_label=lambda: label,
    )


def test_it_names_headline_source_date_and_address():
    assert citation(report(), address=ADDRESS, accessed=date(2025, 3, 2)) == (
        "“<bdi>Fighters enter Mazar</bdi>”, <cite><bdi>The Digest</bdi></cite>, 9 August 1998. "
        f"<bdi>Dateline</bdi>, report 412, {ADDRESS} (accessed 2 March 2025)."
    )


def test_it_begins_with_the_byline_where_there_is_one():
    html = citation(report(byline="A. Writer"), address=ADDRESS, accessed=date(2025, 3, 2))
    assert html.startswith("<bdi>A. Writer</bdi>, “<bdi>Fighters")


def test_it_escapes_what_was_printed():
    html = citation(report(headline="<script>"), address=ADDRESS, accessed=date(2025, 3, 2))
    assert "<script>" not in html


def test_an_inferred_date_stands_in_brackets():
    inferred = report(edtf="1996-23", label="autumn 1996 (inferred)", basis="inferred")
    assert cited_date(inferred) == "[autumn 1996]"


def test_a_report_without_a_date_says_so():
    undated = report(edtf="", label="undated", basis="")
    assert cited_date(undated) == "n.d."
    assert "n.d. <bdi>Dateline</bdi>" in citation(undated, address=ADDRESS, accessed=date(2025, 3, 2))
