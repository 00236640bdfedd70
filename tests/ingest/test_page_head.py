"""Headline, writers and day as they are printed on a page."""

from __future__ import annotations

import pytest

from archive.ingest.html import read_page
from archive.ingest.prepare import prepare
from archive.ingest.raw import RawArticle
from tests.ingest.test_placeholders import FIRST, SECOND


def markup(
    *,
    title="Customs post taken - Border Courier",
    head="",
    above="<h1>Customs post taken</h1>",
    below="",
    text=FIRST,
):
    return f"<html><head><title>{title}</title>{head}</head><body>{above}<p>{text}</p><p>{SECOND}</p>{below}</body></html>"


def fields(**parts):
    return prepare(RawArticle(html=markup(**parts))).fields


SITE = '<meta property="og:site_name" content="Border Courier">'


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"above": '<h1><a href="/">Border Courier</a></h1><h2>Customs post taken</h2>'},
        {"above": "<h1>Border Courier</h1><h2>Customs post taken</h2>", "head": SITE},
        {"above": "<h1>Border Courier Online</h1><h2>Customs post taken</h2>", "title": "Border Courier: Customs post taken"},
        {"above": "<h1>Border Courier</h1>", "head": SITE},
        {"above": "<h1>Border Courier Online</h1>"},
        {"above": "", "title": "Customs post taken | World | Border Courier", "head": SITE + '<meta property="og:title" content="Customs post taken">'},
        {"above": "", "title": "Customs post taken (9 August 1998)"},
        {"above": "", "title": "Border Courier - Customs post taken", "head": SITE},
        {"above": "<h1>Customs post taken</h1><h2>Most read</h2>", "title": "Untitled document"},
    ],
)  # fmt: skip
def test_the_name_of_the_site_is_no_headline(parts):
    assert fields(**parts)["headline"] == "Customs post taken"


@pytest.mark.parametrize(
    ("above", "byline", "printed"),
    [
        ('<p class="byline">By <a rel="author" href="/iv">Ilse Varga</a> in Dorazpul</p><p class="date">24 February 2012</p>', "Ilse Varga in Dorazpul", "24 February 2012"),
        ("<p>By ILSE VARGA</p><p>Friday, Feb. 24, 2012</p>", "ILSE VARGA", "Feb. 24, 2012"),
        ("<div>By Ilse Varga | 24 Feb 2012 10:05 GMT</div>", "Ilse Varga", "24 Feb 2012"),
        ("<div>By Ilse Varga, 24 February 2012</div>", "Ilse Varga", "24 February 2012"),
        ("<div>Published: 24 February 2012</div><div>Updated: 3 May 2019</div>", "", "24 February 2012"),
        ('<div><span class="author">Ilse Varga</span></div><time>24 February 2012</time>', "Ilse Varga", "24 February 2012"),
        ("<p>24 février 2012</p>", "", "24 février 2012"),
        ('<div class="c-byline__name">By Ilse Varga</div><div class="author-links">View Profile</div><p class="post-date">24 February 2012</p>', "Ilse Varga", "24 February 2012"),
        ('<div class="article__author-name">Ilse Varga</div><div class="author-links">Follow Ilse</div><p class="post-date">24.02.2012</p>', "Ilse Varga", "24.02.2012"),
    ],
)  # fmt: skip
def test_writer_and_day_are_read_as_printed_and_are_no_text(above, byline, printed):
    found = fields(above=f"<h1>Customs post taken</h1>{above}")

    assert (found["byline"], found["date_printed"]) == (byline, printed)
    assert (found["date_edtf"], found["date_basis"]) == ("2012-02-24", "stated")
    assert found["body"] == f"{FIRST}\n\n{SECOND}"
    assert not any("Varga" in piece["text"] or "2012" in piece["text"] for piece in found["removed"])


@pytest.mark.parametrize(
    "parts",
    [
        {"below": '<div class="comments"><span class="author">B. Helper</span><span class="date">3 May 2019</span></div>'},
        {"below": '<aside><p class="byline">By B. Helper</p><time>3 May 2019</time></aside>'},
        {"below": '<p class="byline">By B. Helper</p><p class="byline">By Anna Writer</p><span class="date">3 May 2019</span><span class="date">4 May 2019</span>'},
        {"above": '<div>3 May 2019</div><h1>Customs post taken</h1>'},
        {"text": f"{FIRST} It was built by B. Helper on 3 May 2019."},
        {"above": '<h1>Customs post taken</h1><p class="byline">Border Courier</p>', "head": SITE},
        {"above": '<h1>Customs post taken</h1><p class="author-links">View Profile</p><p class="date-updated">3 May 2019</p>'.replace("3 May", "Updated: 3 May")},
        {"below": '<div class="related-author">B. Helper</div><div class="related"><span class="date">3 May 2019</span></div>'},
    ],
)  # fmt: skip
def test_what_is_of_others_or_doubtful_is_left_alone(parts):
    found = fields(**parts)

    assert (found["byline"], found["date_printed"], found["date_edtf"]) == ("", "", "")


@pytest.mark.parametrize(
    "above",
    [
        "<div>3 May 2019</div>",
        "<div>Published 3 May 2019</div><h1>Customs post taken</h1>",
        "<h1>Customs post taken</h1><div>3 May 2019</div>",
    ],
)
def test_a_day_alone_counts_unless_it_stands_above_the_headline_and_does_not_say_what_it_is_of(above):
    found = fields(above=above)

    assert (found["date_printed"], found["date_edtf"]) == ("3 May 2019", "2019-05-03")


# Two statements


def dated(*, stated="", printed="", dateline=""):
    head = f'<meta property="article:published_time" content="{stated}">' if stated else ""
    found = prepare(
        RawArticle(
            html=markup(
                head=head, above=f"<h1>Customs post taken</h1><p>{printed}</p>", text=dateline + FIRST
            )
        )
    )
    return (*(found.fields[name] for name in ("date_edtf", "date_basis", "date_printed")), found.notices)


def test_a_day_that_is_stated_and_one_that_is_printed():
    assert dated(stated="1998-08-09", printed="9 August 1998") == (
        "1998-08-09",
        "stated",
        "9 August 1998",
        [],
    )
    # Late in the evening of the place it was the next day for the program.
    assert dated(stated="1998-08-10T02:00:00Z", printed="9 August 1998")[:3] == (
        "1998-08-09",
        "stated",
        "9 August 1998",
    )
    assert dated(stated="1998-09-08", printed="8/9/98") == ("1998-09-08", "stated", "8/9/98", [])
    edtf, basis, printed, notices = dated(stated="2019-05-05", printed="9 August 1998")
    assert (edtf, basis, printed) == ("2019-05-05", "stated", "")
    assert "its page states 2019-05-05 and prints “9 August 1998”" in notices[0]


def test_a_day_of_two_readings_is_read_by_the_dateline_or_not_at_all():
    assert dated(printed="8/9/97", dateline="DORAZPUL, Aug. 9 (CPA) - ")[:3] == (
        "1997-08-09",
        "inferred",
        "8/9/97",
    )
    assert dated(printed="8/9/97", dateline="DORAZPUL, Sept. 8 (CPA) - ")[:3] == (
        "1997-09-08",
        "inferred",
        "8/9/97",
    )
    assert dated(printed="8/9/97", dateline="DORAZPUL, Aug. 10 (CPA) - ")[:3] == ("", "", "8/9/97")
    assert dated(printed="8/9/97")[:3] == ("", "", "8/9/97")
    # 1908 or 2008
    assert dated(printed="8/9/08", dateline="DORAZPUL, Aug. 9 (CPA) - ")[:3] == ("", "", "8/9/08")


def test_a_day_in_the_address_is_an_inference_and_gives_way():
    head = '<link rel="canonical" href="https://post.example/2003/05/06/post">'
    found = prepare(RawArticle(html=markup(head=head)))
    assert (found.fields["date_edtf"], found.fields["date_basis"], found.fields["date_printed"]) == (
        "2003-05-06",
        "inferred",
        "",
    )
    assert "inferred from its address" in found.notices[0]
    printed = fields(head=head, above="<h1>Customs post taken</h1><p>5/6/2003</p>")
    assert (printed["date_edtf"], printed["date_printed"]) == ("", "5/6/2003")


def test_a_day_in_the_meta_data_may_be_written_in_words():
    found = read_page(markup(head='<meta name="dc.date" content="Sun, 09 Aug 1998 10:00:00 GMT">'))

    assert (found.date.edtf, found.date.basis, found.date.printed) == ("1998-08-09", "stated", "")
