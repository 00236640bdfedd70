"""Placeholders are not values, in any reader."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from archive.ingest.placeholders import FUTURE, PLACEHOLDER, Names, is_no_value, why_no_date, writers
from archive.ingest.prepare import prepare
from archive.ingest.raw import RawArticle
from archive.ingest.readers import RecordError
from archive.ingest.readers.objects import parse_object
from archive.ingest.readers.tables import parse_table_row
from archive.ingest.single import raw_from

FIRST = (
    "Shells fell on the bazaar of the river town for a third night, and families who had cellars shared them."
)
SECOND = "A doctor at the small hospital said that he had counted eleven dead, although nobody could reach the far bank."
TODAY = date(2026, 11, 30)
POST = Names.of(["Riverton Post", "https://www.rivertonpost.example/a"])


def as_object(**values):
    return parse_object(json.dumps({"text": f"{FIRST}\n\n{SECOND}", **values}).encode())


def as_row(**values):
    values = {"text": FIRST, **values}
    file = io.StringIO()
    writer = csv.DictWriter(file, values)
    writer.writeheader()
    writer.writerow(values)
    return parse_table_row(file.getvalue().encode())


def as_page(*, head="", above=""):
    markup = f"<html><head>{head}</head><body><article><h1>River town shelled</h1>{above}<p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    return RawArticle(html=markup, content=markup.encode(), media_type="text/html")


def in_linked_data(**values):
    data = json.dumps({"@type": "NewsArticle", **values})
    return as_page(head=f'<script type="application/ld+json">{data}</script>')


# Dates


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01", "0001-01-01T00:00:00Z", "0000-00-00", "0000-00-00 00:00:00", "00/00/0000", "0", "01/01/0001",
        "1970-01-01", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00+05:30", "1970-01-01 00:00:00", "19700101T000000Z",
        "1969-12-31T19:00:00-05:00", "1970-01-01T01:00:00+01:00", "01/01/1970", "Thu, 01 Jan 1970 00:00:00 GMT",
        "1900-01-01", "01/01/1900", "1899-12-30", "1899-12-31T00:00:00", "1753-01-01", "1601-01-01T00:00:00Z",
        "n/a", "null", "unknown", "-", "--", "none",
    ],
)  # fmt: skip
def test_a_filler_is_no_date_in_any_reader(text):
    raws = [
        as_object(published=text),
        as_row(date=text),
        as_page(head=f'<meta property="article:published_time" content="{text}">'),
        in_linked_data(datePublished=text),
        as_page(above=f'<time datetime="{text}">x</time>'),
        raw_from(f"River town shelled\n\n{FIRST}\n\n{SECOND}", published=text),
    ]
    for raw in raws:
        prepared = prepare(raw)
        fields = prepared.fields
        assert (fields["date_printed"], fields["date_edtf"], fields["date_basis"]) == ("", "", "")
        assert any("ignored" in notice for notice in prepared.notices), raw


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("1970-01-01T14:05:00Z", "1970-01-01"),
        ("1 January 1970", "1970-01-01"),
        ("1 January 1900", "1900-01-01"),
        ("1970", "1970"),
        ("1970-01-02", "1970-01-02"),
        ("1998-08-09T00:00:00Z", "1998-08-09"),
    ],
)
def test_a_day_near_a_filler_stays_a_date(text, edtf):
    assert prepare(as_object(published=text)).fields["date_edtf"] == edtf


@pytest.mark.parametrize(
    ("text", "edtf", "why"),
    [
        ("2026-12-01", "2026-12-01", ""),
        ("2026-12-02", "2026-12-02", FUTURE),
        ("2099-01-01T00:00:00Z", "2099-01-01", FUTURE),
        ("2027", "2027", FUTURE),
        ("2026", "2026", ""),
        ("9 August 2062", "2062-08-09", FUTURE),
        ("../2031", "../2031", ""),
        ("1970-01-01", "1970-01-01", PLACEHOLDER),
    ],
)
def test_a_day_after_that_of_the_run_is_no_date(text, edtf, why):
    assert why_no_date(text, edtf, today=TODAY) == why


def test_a_future_day_that_was_printed_is_kept_as_printed_and_one_that_a_program_wrote_is_told():
    printed = prepare(as_object(published="9 August 2098"))
    machine = prepare(as_object(published="2098-08-09"))
    given = prepare(as_object(date_edtf="2098"))

    assert (printed.fields["date_printed"], printed.fields["date_edtf"]) == ("9 August 2098", "")
    assert (machine.fields["date_printed"], machine.fields["date_edtf"]) == ("", "")
    assert given.fields["date_edtf"] == ""
    assert all(
        any("is in the future" in notice for notice in one.notices) for one in (printed, machine, given)
    )


@pytest.mark.parametrize(
    ("text", "edtf"),
    [("43466", "2019-01-01"), ("36526.75", "2000-01-01"), ("19700", ""), ("69999", ""), ("1999", "1999")],
)
def test_the_number_of_a_day_in_a_spreadsheet_is_read_as_that_day_and_said(text, edtf):
    prepared = prepare(as_row(published=text))

    assert prepared.fields["date_edtf"] == edtf
    if edtf and edtf != text:
        assert prepared.fields["date_basis"] == "inferred"
        assert any("number of a day in a spreadsheet" in notice for notice in prepared.notices)


def test_where_one_statement_of_a_page_is_a_filler_the_next_counts():
    raw = in_linked_data(datePublished="0001-01-01T00:00:00Z")
    markup = raw.html.replace("<h1>", '<time datetime="1998-08-09" itemprop="datePublished"></time><h1>')

    assert prepare(RawArticle(html=markup)).fields["date_edtf"] == "1998-08-09"


# Writers

NOBODY = [
    "webmaster", "Admin", "administrator", "Editor", "staff", "By admin", "desk@rivertonpost.example", "105092",
    "https://rivertonpost.example/authors/7", "www.rivertonpost.example", "rivertonpost.example", "Riverton Post",
    "RIVERTON POST", "The Riverton Post", "n/a", "unknown", "null", "None", "-", "Anonymous", "FBIS-NES-94-1",
]  # fmt: skip


@pytest.mark.parametrize("text", ["jsmith42", "maria_k", "newsdesk2", "j.ahmadi", "bkarimi"])
def test_a_login_is_no_writer(text):
    assert prepare(in_linked_data(author={"@type": "Person", "name": text})).fields["byline"] == ""
    assert writers(text, POST) == ""


@pytest.mark.parametrize("text", ["afp", "reuters", "bell hooks", "Bkarimi", "Ahmad"])
def test_small_letters_alone_make_no_login(text):
    assert writers(text, POST) == text


@pytest.mark.parametrize("text", NOBODY)
def test_who_is_nobody_is_no_writer_in_any_reader(text):
    site = '<meta property="og:site_name" content="Riverton Post">'
    raws = [
        as_object(byline=text, source="Riverton Post"),
        as_row(author=text, source="Riverton Post"),
        as_page(head=f'{site}<meta name="author" content="{text}">'),
        as_page(head=site, above=f'<p class="byline">{text}</p>'),
        in_linked_data(author={"@type": "Person", "name": text}, publisher={"name": "Riverton Post"}),
        raw_from(f"River town shelled\n\nBy {text}\n\n{FIRST}\n\n{SECOND}"),
    ]
    for raw in raws:
        assert prepare(raw, source="Riverton Post").fields["byline"] == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Anna Writer", "Anna Writer"),
        ("Anna Writer (anna@rivertonpost.example)", "Anna Writer"),
        ("Anna Writer, admin", "Anna Writer"),
        ("Anna Writer, staff@post.example; B. Helper", "Anna Writer, B. Helper"),
        ("By Anna Writer", "Anna Writer"),
        ("BY ANNA WRITER", "ANNA WRITER"),
        ("Byron Lund", "Byron Lund"),
        ("Our Staff Reporter", "Our Staff Reporter"),
        ("A. B. Editor", "A. B. Editor"),
        ("J.R.R. Helper", "J.R.R. Helper"),
        ("Anna Writer and agencies", "Anna Writer and agencies"),
        ("فرهاد", "فرهاد"),
    ],
)
def test_writers_stay(text, kept):
    assert writers(text, POST) == kept


def test_a_day_glued_to_a_name_is_no_part_of_it():
    assert writers("Von Jana Wetterau04.09.2015", POST) == "Von Jana Wetterau"
    assert writers("2nd Lt. Kestrel", POST) == "2nd Lt. Kestrel"


def test_what_was_left_out_of_a_byline_is_told():
    assert "“webmaster” names nobody" in prepare(as_object(byline="webmaster")).notices[0]
    assert (
        "“webmaster”, which names nobody"
        in prepare(as_page(head='<meta name="author" content="webmaster">')).notices[0]
    )


def test_by_is_left_out_without_a_word():
    found = prepare(as_object(byline="By Anna Writer", headline="Town shelled"))

    assert (found.fields["byline"], found.notices) == ("Anna Writer", [])


# Headlines and the rest


@pytest.mark.parametrize(
    "text", ["Untitled", "untitled document", "(no title)", "No title", "Riverton Post", "n/a", "null", "-"]
)
def test_no_headline_is_made_of_a_placeholder(text):
    raws = [
        as_object(headline=text, source="Riverton Post"),
        as_row(title=text),
        in_linked_data(headline=text, publisher={"name": "Riverton Post"}),
    ]
    first, *_, page = [prepare(raw, source="Riverton Post").fields["headline"] for raw in raws]
    assert first.startswith("[Shells fell on the bazaar") and page == "River town shelled"
    assert prepare(raws[1], source="Riverton Post").fields["headline"].startswith("[Shells fell")


@pytest.mark.parametrize(
    "column",
    ["source", "url", "language", "id", "standfirst", "dateline", "date_edtf", "date_basis", "story"],
)
@pytest.mark.parametrize("text", ["unknown", "N/A", "null", "-", "#N/A", "NaN"])
def test_no_column_keeps_what_says_nothing_and_none_is_refused_for_it(column, text):
    for raw in (as_object(**{column: text}), as_row(**{column: text})):
        assert getattr(raw, column) == ""
        assert raw.notices == (f"its {column} is “{text}”, which says nothing: it was ignored",)


def test_a_text_that_is_nothing_is_refused():
    with pytest.raises(RecordError, match="text is empty"):
        as_object(text="null")


@pytest.mark.parametrize("text", ["no", "In", "Nan Helper", "Unknown soldiers", "0", "?!?!"])
def test_words_are_values(text):
    assert not is_no_value(text)
