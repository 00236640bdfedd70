"""Pages written for these tests."""

from __future__ import annotations

import json
from textwrap import fill

import pytest

from archive.ingest.html import parse, read_page, visible_lines
from archive.ingest.page_dates import iso_day
from archive.ingest.prepare import prepare
from archive.ingest.raw import RawArticle
from archive.ingest.readers import RecordError

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


# Unusual pages


PAGE_OF_A_TABLE = f"""<HTML><HEAD><TITLE>RIVERTON POST - WORLD - River town shelled for third night</TITLE></HEAD><BODY><TABLE><TR>
<TD WIDTH=120><A HREF=a>Home</A><BR><A HREF=b>World</A></TD><TD><FONT SIZE=1>Sunday, August 9, 1998 Published at 14:05 GMT</FONT><BR>
<FONT SIZE=5><B>River town shelled for third night</B></FONT><P><B>By Anna Writer in Riverton</B><P>{FIRST}<P>{SECOND}<P>{LAST}</TD></TR></TABLE></BODY></HTML>"""


def test_an_old_page_laid_out_in_a_table_is_read_as_it_is_seen():
    prepared = prepare(RawArticle(html=PAGE_OF_A_TABLE)).fields

    assert prepared["headline"] == "River town shelled for third night"
    assert (prepared["byline"], prepared["date_edtf"]) == ("Anna Writer in Riverton", "1998-08-09")
    assert prepared["body"] == f"{FIRST}\n\n{SECOND}\n\n{LAST}"


def test_a_page_in_pre_keeps_its_paragraphs():
    wrapped = "\n\n".join(fill(text, 70) for text in (FIRST, SECOND, LAST))
    found = read_page(
        f"<html><title>x</title><body><b>River town shelled</b><pre>{wrapped}</pre></body></html>"
    )

    assert found.body == f"{FIRST}\n\n{SECOND}\n\n{LAST}"


def test_a_report_in_several_containers_is_taken_whole():
    parts = "".join(
        f"<div class='part'><div class='ad'>Ad</div><p>{FIRST} {n}.</p><p>{SECOND} {n}.</p></div>"
        for n in range(6)
    )
    body = read_page(
        f"<html><title>River town shelled</title><body><h1>River town shelled</h1>{parts}</body></html>"
    ).body

    assert all(f"{SECOND} {n}." in body for n in range(6))


def test_a_text_in_json_ld_is_the_last_resort():
    told = json.dumps(
        {
            "@type": "NewsArticle",
            "headline": "River town shelled",
            "articleBody": "\n\n".join([FIRST, SECOND, LAST] * 3),
        }
    )
    found = read_page(
        f'<html><script type="application/ld+json">{told}</script><body><div id="app"></div></body></html>'
    )

    assert found.body.startswith(FIRST) and found.body.count(LAST) == 3


def test_the_entries_of_a_live_blog_are_told_apart():
    entries = [
        {
            "@type": "BlogPosting",
            "headline": "Second",
            "datePublished": "1998-08-10T08:00:00Z",
            "articleBody": f"{SECOND} {LAST}",
        },
        {
            "@type": "BlogPosting",
            "headline": "First",
            "datePublished": "1998-08-09T18:40:00Z",
            "articleBody": f"{FIRST} {LAST}",
        },
    ]
    told = json.dumps({"@type": "LiveBlogPosting", "headline": "River town: live", "liveBlogUpdate": entries})
    found = read_page(
        f'<html><script type="application/ld+json">{told}</script><body><div id="app"></div></body></html>'
    )

    assert found.body.split("\n\n") == [
        "1998-08-09, 18:40 — First",
        f"{FIRST} {LAST}",
        "1998-08-10, 08:00 — Second",
        f"{SECOND} {LAST}",
    ]


@pytest.mark.parametrize("said", ["false", '"False"', '"http://schema.org/False"'])
def test_a_paywall_is_noted_and_its_appeal_is_no_text(said):
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "River town shelled", "isAccessibleForFree": {said}}}</script>'
    found = read_page(page(head=head, inside="<p>To continue reading this article, start a free trial.</p>"))

    assert "continue reading" not in found.body
    assert any(what == "end" and "not free to read" in why for what, why in found.doubts)


def test_a_frame_is_refused_and_names_the_files_that_it_showed():
    frames = (
        '<html><frameset cols="20%,80%"><frame src="menu.html"><frame src="story17.html"></frameset></html>'
    )

    with pytest.raises(RecordError, match="menu.html and story17.html"):
        prepare(RawArticle(html=frames))
