"""Downloads of a search."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import unquote

import pytest
from django.utils.html import escape
from pybtex.database import parse_string

from archive.models import Story
from archive.views import exports, feeds
from tests.factories import make_article, make_name, make_person, make_place, make_source

pytestmark = pytest.mark.django_db

FORMATS = ("csv", "ris", "bib")


def text(response):
    assert response.status_code == 200
    return b"".join(response).decode()


def rows(client, **params):
    content = text(client.get("/search.csv", params))
    assert content.startswith("\ufeffid,headline,")
    return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))


def test_the_table_has_a_row_for_each_report_in_the_order_of_the_search(client):
    person, place = make_person(name="Massoud"), make_place(name="Kabul")
    report = make_article(
        headline="Truce, it is said",
        body="Massoud in Kabul.",
        source=make_source(name="The Digest"),
        date_edtf="1996-23",
        dateline="KABUL",
        mentions=[(person, "Massoud"), (place, "Kabul")],
    )
    make_article(headline="Older", date_edtf="1990", body="A truce.")
    make_article(headline="Another")
    found = rows(client, q="truce", sort="newest")
    assert [row["headline"] for row in found] == ["Truce, it is said", "Older"]
    assert (
        found[0]
        | {
            "id": str(report.pk),
            "source": "The Digest",
            "date": "1996-23",
            "date_in_words": "autumn 1996",
            "people": "Massoud",
            "places": "Kabul",
            "url": f"http://testserver{report.get_absolute_url()}",
        }
        == found[0]
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " ="])
def test_a_cell_that_looks_like_a_formula_is_made_harmless(client, start):
    make_article(headline=f"{start}HYPERLINK(1)", byline=f"{start}cmd")
    found = rows(client)[0]
    assert found["headline"] == f"'{start.strip()}HYPERLINK(1)"
    assert found["byline"] == f"'{start.strip()}cmd"


def test_lines_and_quotes_in_a_cell_stay_in_it(client):
    make_article(headline='He said "no"\nand left')
    assert rows(client)[0]["headline"] == 'He said "no" and left'


def test_copies_are_listed_each_and_share_the_number_of_their_story(client):
    story = Story.objects.create()
    for _ in range(2):
        make_article(headline="Convoy", story=story)
    found = rows(client, q="convoy")
    assert [row["story"] for row in found] == [str(story.pk)] * 2


def test_it_ends_at_its_bound(client, monkeypatch):
    monkeypatch.setattr(exports, "MAX_ROWS", 3)
    monkeypatch.setattr(exports, "MAX_REFERENCES", 2)
    for _ in range(5):
        make_article()
    assert len(rows(client)) == 3
    assert text(client.get("/search.ris")).count("TY  - NEWS") == 2


def test_references_follow_the_search(client):
    make_article(headline="Truce", date_edtf="1998-08")
    make_article(headline="Another")
    ris = text(client.get("/search.ris?q=truce"))
    assert "TI  - Truce\r\n" in ris
    assert "DA  - 1998/08//\r\n" in ris
    assert "Another" not in ris
    bibtex = text(client.get("/search.bib?q=truce"))
    assert bibtex.count("@misc{") == 1
    assert "title = {{Truce}}" in bibtex


@pytest.mark.parametrize("extension", FORMATS)
def test_nothing_unpublished_is_given_away(client, extension):
    hidden = make_person(name="Zulfiqar", visibility="protected")
    make_article(headline="Public", body="Zulfiqar.", mentions=[(hidden, "Zulfiqar")])
    make_article(headline="Drafted", status="draft")
    make_article(headline="Takenback", status="withdrawn")
    content = text(client.get(f"/search.{extension}"))
    assert "Public" in content
    for word in ("Drafted", "Takenback", "Zulfiqar"):
        assert word not in content


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("query", ["q=(((", "q=%00", "frm=199z", "q=the", "q=-", "page=9999"])
def test_odd_searches_give_a_file_and_no_error(client, extension, query):
    make_article()
    text(client.get(f"/search.{extension}?{query}"))


@pytest.mark.parametrize("extension", ["ris", "bib", "json"])
def test_one_report_is_given_when_it_is_published(client, extension):
    report = make_article(headline="Truce", date_edtf="1998-08-09")
    response = client.get(f"/articles/{report.pk}.{extension}")
    assert "Truce" in response.content.decode()
    assert f"http://testserver{report.get_absolute_url()}" in response.content.decode()
    for status, code in (("draft", 404), ("withdrawn", 410)):
        assert client.get(f"/articles/{make_article(status=status).pk}.{extension}").status_code == code
    assert client.get(f"/articles/999999999999.{extension}").status_code == 404


def test_one_report_for_citation_processors(client):
    report = make_article(headline="Truce", date_edtf="1997~", source=make_source(name="The Digest"))
    item = json.loads(client.get(f"/articles/{report.pk}.json").content)
    assert item["container-title"] == "The Digest"
    assert item["issued"] == {"date-parts": [[1997]], "circa": True}


def test_the_number_of_queries_grows_with_the_hundreds_alone(client, django_assert_max_num_queries):
    person = make_person(name="Massoud")
    for _ in range(20):
        make_article(body="Massoud.", mentions=[(person, "Massoud")])
    with django_assert_max_num_queries(5):  # version, records, mentions, entities, reports
        text(client.get("/search.csv"))


# Notices


UNREADABLE = [
    ("from=08/09/1998x", "from"),
    ("to=199z", "to"),
    ("from=2000&to=1990", "to"),
    ("q=from:2000+to:1990", "q"),
    ("q=after:2000&to=1990", "q"),
    ("match=some", "match"),
    ("sort=up", "sort"),
    ("page=x", "page"),
    ("page=0", "page"),
    ("certain=maybe", "certain"),
    ("exact=maybe", "exact"),
    ("copies=maybe", "copies"),
    ("year=199", None),
    ("year=x", "year"),
    ("person=nobody", "person"),
    ("person=-nobody", "person"),
    ("place=nowhere", "place"),
    ("source=none-such", "source"),
    ("language=q", "language"),
]


@pytest.mark.parametrize(("query", "parameter"), UNREADABLE)
def test_what_cannot_be_read_is_refused_in_the_words_of_the_page_in_every_form(client, query, parameter):
    make_article(headline="Truce", date_edtf="1998")
    data = client.get(f"/search.json?{query}")
    html = client.get(f"/search/?{query}")
    assert html.status_code == 200
    if parameter is None:
        assert data.status_code == 200
        return
    sentence = data.json()["errors"][parameter]
    assert (data.status_code, list(data.json()["errors"])) == (400, [parameter])
    assert escape(sentence) in plain(html)
    assert "Truce" not in html.content.decode()
    for extension in (*FORMATS, "atom"):
        refused = client.get(f"/search.{extension}?{query}")
        assert (refused.status_code, refused.content.decode()) == (400, f"{sentence}\n")
        assert refused["Content-Type"] == "text/plain; charset=utf-8"
    listed = client.get(f"/search/source/?{query}")
    assert escape(sentence) in plain(listed)
    assert "facet-value" not in listed.content.decode()


def plain(response):
    """Return a page without the marks that isolate quoted words."""
    return response.content.decode().replace("<bdi>", "").replace("</bdi>", "")


def notices(response):
    """Read the header back: Display Strings of RFC 9651."""
    found = re.findall(r'%"([^"]*)"', response.get("Dateline-Notice", ""))
    return [unquote(notice) for notice in found]


def in_all_forms(client, query):
    """Yield (form, response) of each form that has no page."""
    for extension in (*FORMATS, "atom"):
        response = client.get(f"/search.{extension}?{query}")
        assert response.status_code == 200
        yield extension, response


def test_what_was_widened_repaired_and_shared_is_told_in_every_form(client):
    make_person(name="Ahmad Shah Massoud", slug="massoud", names=["Masoud", "Massoûd"])
    for name in ("Abdul Malik", "Malik Khan"):
        make_name(entity=make_person(name=name), text="Malik", ambiguous=True)
    make_article(headline="Masoud", body="Masoud and Malik of the “valley”.")
    told = [
        "Also searched for Ahmad Shah Massoud, Massoûd (Ahmad Shah Massoud).",
        "“malik” may mean Abdul Malik (person) or Malik Khan (person): searched for the words alone.",
        "The quotation mark was not closed: searched for the phrase “valley”.",
    ]
    for extension, response in in_all_forms(client, 'q=masoud+malik+"valley'):
        assert notices(response) == told
        assert response["Dateline-Notice"].isascii()
        assert 'rel="alternate"' in response["Link"]
        content = response.content.decode()
        if extension == "bib":
            assert content.startswith("".join(f"% {sentence}\n" for sentence in told))
            assert len(parse_string(content, "bibtex").entries) == 1
        if extension == "atom":
            assert all(sentence in content for sentence in told)
        if extension == "csv":
            assert content.startswith("\ufeffid,headline,")
        if extension == "ris":
            assert content.startswith("TY  - ")


def test_a_search_that_went_over_to_most_of_the_words_says_so_in_every_form(client):
    make_article(headline="Truce", body="Falcon, heron, egret and swan.")
    query = "q=falcon+heron+egret+swan+locusts"
    first = "No report contains all of these words. These contain most of them, or the rarest."
    data = client.get(f"/search.json?{query}").json()
    assert (data["total"], data["match"], data["messages"][0]) == (1, "most", first)
    assert first in client.get(f"/search/?{query}").content.decode()
    for _, response in in_all_forms(client, query):
        assert notices(response)[0] == first
        assert "Truce" in response.content.decode()
    assert "Truce" not in client.get(f"/search.csv?{query}&match=all").content.decode()


def test_what_was_cut_is_told_in_every_form_and_the_page_says_where_it_will_be(client, monkeypatch):
    monkeypatch.setattr(exports, "MAX_ROWS", 3)
    monkeypatch.setattr(exports, "MAX_REFERENCES", 2)
    monkeypatch.setattr(feeds, "ENTRIES", 1)
    for _ in range(4):
        make_article()
    told = {extension: notices(response) for extension, response in in_all_forms(client, "")}
    assert told == {
        "csv": ["These are the first 3 of 4 reports."],
        "ris": ["These are the first 2 of 4 reports."],
        "bib": ["These are the first 2 of 4 reports."],
        "atom": ["These are the first 1 of 4 reports."],
    }
    html = client.get("/search/").content.decode()
    assert "CSV</a> (up to 10,000 reports)" in html
    assert "For reference managers, up to 1,000 each:" in html and ">BibTeX</a>" in html
    assert "feed</a> (the last 50 added)" in html


def test_nothing_is_told_of_a_plain_search(client):
    make_article()
    for _, response in in_all_forms(client, ""):
        assert "Dateline-Notice" not in response


def test_a_header_stays_short_however_much_there_is_to_tell(client):
    make_person(name="Massoud", names=[f"Masoûd ibn {number} {'x' * 150}" for number in range(40)])
    header = client.get("/search.csv?q=massoud+" + "+".join(f"*a{number}" for number in range(9)))[
        "Dateline-Notice"
    ]
    assert len(header) <= 2_000
    assert header.endswith('"There is more on the page of this search."')


def test_a_table_that_breaks_in_the_middle_is_no_shorter_table(client, monkeypatch):
    monkeypatch.setattr(exports, "BATCH_SIZE", 2)
    for _ in range(4):
        make_article()
    real, calls = exports.load, []

    def failing(ids):
        calls.append(ids)
        if len(calls) == 2:
            raise RuntimeError("gone")
        return real(ids)

    monkeypatch.setattr(exports, "load", failing)
    with pytest.raises(RuntimeError):
        client.get("/search.csv")
    calls.clear()
    with pytest.raises(RuntimeError):
        client.get("/search.ris")


@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_tells_its_length(client, extension):
    make_article(headline="Şibirğan")
    response = client.get(f"/search.{extension}")
    assert int(response["Content-Length"]) == len(response.content)
