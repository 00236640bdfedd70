"""Leftover HTML in text from JSON, tables, JSON-LD and <meta>."""

from __future__ import annotations

import pytest

from archive.ingest.character_references import address_decoded, line_decoded, text_decoded
from archive.ingest.html import read_page
from archive.ingest.prepare import prepare
from archive.ingest.single import raw_from
from tests.ingest.test_placeholders import FIRST, SECOND, as_object, as_page, as_row, in_linked_data


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("Militia&#8217;s caf&eacute; shelled", "Militia’s café shelled"),
        ("Militia&amp;#8217;s caf&amp;eacute; shelled", "Militia’s café shelled"),
        ("&quot;No&quot;, says R&amp;D", '"No", says R&D'),
        ("Mill &amp;amp; bakery", "Mill & bakery"),
        ("Shelling<br/>goes on <em>again</em>", "Shelling goes on again"),
        ("A&nbsp;lull", "A lull"),
        ("AT&T and R&D; 3 < 5 > 2", "AT&T and R&D; 3 < 5 > 2"),
        ("&nosuchname; &#x110000;", "&nosuchname; \ufffd"),
        ("?a=1&copy=2", "?a=1&copy=2"),
    ],
)
def test_a_line_is_decoded_wholly(text, decoded):
    assert line_decoded(text) == decoded


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("The caf&eacute; &amp; the mill", "The café & the mill"),
        ("The militia&amp;#8217;s men", "The militia’s men"),
        ("<p>One.</p><p>Two &lt; three.</p>", "One.\n\nTwo < three."),
        ("One.<br>Two <b>bold</b> words.", "One.\nTwo bold words."),
        # A bare & shows that the text was not encoded: HTML in it is literal, but references that touch a letter are decoded.
        (
            "Bread & salt: write &amp; for a sign, caf&eacute; too",
            "Bread & salt: write &amp; for a sign, café too",
        ),
        ("Cut &amp;amp; to &amp;", "Cut &amp; to &"),
        ("Use the tag <b> for bold.", "Use the tag <b> for bold."),
        ("3 < 5 and 7 > 6", "3 < 5 and 7 > 6"),
    ],
)
def test_the_text_of_a_report_is_decoded_where_it_was_encoded(text, decoded):
    assert text_decoded(text) == decoded


def test_addresses_lose_the_encoding_of_their_and_and_nothing_else():
    assert address_decoded("https://a.example/?a=1&amp;copy=2&lt=3") == "https://a.example/?a=1&copy=2&lt=3"


def test_every_reader_decodes_what_is_no_plain_text():
    headline, byline = "Militia&#8217;s caf&eacute; shelled", "Ren&eacute; Varga"
    raws = [
        as_object(headline=headline, byline=byline),
        as_row(headline=headline, byline=byline),
        in_linked_data(headline=headline, author={"name": byline}),
        as_page(
            head=f'<meta name="author" content="Ren&amp;eacute; Varga"><meta property="og:title" content="{headline}">'
        ),
    ]
    found = [prepare(raw).fields for raw in raws]
    assert {fields["byline"] for fields in found} == {"René Varga"}
    assert {fields["headline"] for fields in found[:3]} == {"Militia’s café shelled"}


def test_plain_text_says_what_it_says():
    body = f"{FIRST} The manual says: write &amp; for the sign, and caf&eacute; for the word."
    assert prepare(raw_from(f"{body}\n\n{SECOND}")).body.startswith(body)


def test_the_words_of_a_page_are_as_a_browser_shows_them():
    assert (
        "write &amp; for"
        in read_page(f"<h1>Signs</h1><p>{FIRST} One may write &amp;amp; for a sign.</p><p>{SECOND}</p>").body
    )
