"""Pages written for these tests."""

from __future__ import annotations

import pytest

from archive.ingest.html import parse, read_page, visible_lines
from archive.ingest.page_dates import iso_day

FIRST = (
    "Shells fell on the bazaar of the river town for a third night, and families who had cellars shared them."
)
SECOND = "A doctor at the small hospital said that he had counted eleven dead, although nobody could reach the far bank."
LAST = (
    "The council of elders is to meet again on Friday, if the road from the pass can be kept open until then."
)


def page(*, head="", above="", inside="", below="", title="River town shelled - Riverton Post"):
    return f"""<!doctype html><html lang="en-GB"><head><title>{title}</title>{head}</head><body>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
    <main><article><h1>River town shelled</h1>{above}<p>{FIRST}</p><p>{SECOND}</p>{inside}<p>{LAST}</p></article></main>
    <aside><h2>Most read</h2><ul><li><a href="/a">Minister opens bridge in Syria</a></li></ul></aside>{below}
    <footer>Riverton Post Limited, all rights reserved</footer></body></html>"""


def test_it_takes_the_report_and_lists_the_rest_of_the_page():
    found = read_page(page())

    assert found.headline == "River town shelled"
    assert found.body == f"{FIRST}\n\n{SECOND}\n\n{LAST}"
    assert found.language == "en"
    assert [item["text"] for item in found.removed] == [
        "Home",
        "World",
        "Most read",
        "Minister opens bridge in Syria",
        "Riverton Post Limited, all rights reserved",
    ]


def test_it_reads_what_the_page_states_of_the_report():
    head = (
        '<meta name="author" content="Anna Writer"><link rel="canonical" href="https://post.example/1998/river">'
        '<meta property="article:published_time" content="1998-08-09T23:30:00-05:00">'
    )

    found = read_page(page(head=head))

    assert (found.byline, found.url) == ("Anna Writer", "https://post.example/1998/river")
    assert (found.date.printed, found.date.edtf, found.date.basis) == (
        "",
        "1998-08-09",
        "stated",
    )


def test_json_ld_goes_before_the_other_statements():
    head = """<meta property="article:published_time" content="2021-01-01">
    <script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"], "headline":
    "Third night of shelling", "author": [{"name": "Anna Writer"}, {"name": "B. Helper"}], "datePublished": "1984-03-02"}]}
    </script>"""

    found = read_page(page(head=head))

    assert (found.headline, found.byline) == ("Third night of shelling", "Anna Writer, B. Helper")
    assert (found.date.edtf, found.date.basis) == ("1984-03-02", "stated")


def test_a_time_element_gives_the_day_and_what_was_printed():
    found = read_page(page(above='<time datetime="1979-12-27T10:00">27 December 1979</time>'))

    assert (found.date.printed, found.date.edtf) == ("27 December 1979", "1979-12-27")


@pytest.mark.parametrize(
    "inside",
    [
        "<p>The bridge was built in 1936 and mended in June 1998 by the men of the town, it is said.</p>",
        "<p>© 2014 Riverton Post</p>",
        '<aside><time datetime="2014-01-01">1 January 2014</time></aside>',
    ],
)
def test_no_date_is_taken_from_the_text(inside):
    assert read_page(page(inside=inside)).date.edtf == ""


def test_no_date_is_taken_from_what_dates_another_thing():
    head = '<meta name="last-modified" content="2003-05-06"><meta name="copyright" content="1998-08-09">'

    assert read_page(page(head=head)).date.edtf == ""


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1998-08-09T10:00:00Z", "1998-08-09"),
        ("19980809", "1998-08-09"),
        ("1998-08", "1998-08"),
        ("1998", "1998"),
        ("1998-02-31", ""),
        ("1998 August", ""),
        ("9 August 1998", ""),
        ("0000-00-00", ""),
        ("", ""),
    ],
)
def test_it_reads_iso_dates_only(value, day):
    assert iso_day(value) == day


def test_the_sites_name_is_taken_off_the_title():
    markup = page(title="Shelling goes on | Riverton Post").replace("<h1>River town shelled</h1>", "")

    assert read_page(markup).headline == "Shelling goes on"


def test_an_address_without_a_path_is_that_of_the_site_and_not_of_the_report():
    assert read_page(page(head='<link rel="canonical" href="https://post.example/">')).url == ""


def test_it_falls_back_to_paragraphs_where_extraction_finds_nothing():
    assert read_page("<div>Guns fell silent.</div>").body == "Guns fell silent."


@pytest.mark.parametrize("markup", ["", "   ", "<!-- nothing -->", "<script>let a = 1</script>"])
def test_a_page_without_words_gives_no_report(markup):
    assert read_page(markup).body == ""


def test_scripts_and_comments_are_never_text():
    lines = visible_lines(
        parse("<p>One<script>bad()</script> line</p><!-- hidden --><style>p{}</style><p>Two")
    )

    assert lines == ["One line", "Two"]


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 5000 + FIRST + "</div>" * 5000,
        "<p>x</p>" * 5000,
        "<a href='x'>" * 3000,
        "<table><tr><td>" * 1000,
        "<p>" + "&" * 5000,
        "<![CDATA[" * 100,
        '<script type="application/ld+json">{"@graph": ' + "[" * 3000 + "</script><p>x",
    ],
)
def test_hostile_markup_ends_and_raises_nothing(markup):
    read_page(markup)
