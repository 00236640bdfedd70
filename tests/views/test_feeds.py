"""Searches as Atom feeds."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree

import pytest

from tests.factories import make_article, make_faction, make_person, make_source

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(client, **params):
    response = client.get("/search.atom", params)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def titles(root):
    return [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")]


def test_each_entry_says_in_which_language_its_report_is(client):
    make_article(headline="سقوط شهر", language="prs")
    make_article(headline="Unknown", language="")
    make_article(headline="Truce", language="en")
    root = feed(client)
    languages = [entry.get(LANGUAGE) for entry in root.findall(f"{ATOM}entry")]
    assert (root.get(LANGUAGE), languages) == ("en", ["en", "und", "prs"])


def test_it_has_what_the_format_asks_for(client):
    report = make_article(
        headline="Truce", body="It held.", source=make_source(name="The Digest"), date_edtf="1996-05"
    )
    root = feed(client, q="truce")
    assert root.findtext(f"{ATOM}id") == "http://testserver/search/?q=truce"
    assert root.findtext(f"{ATOM}title") == "Dateline: “truce”"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Dateline"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "http://testserver/search/?q=truce",
        "self": "http://testserver/search.atom?q=truce",
    }
    entry = root.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{report.uid}"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "The Digest"
    assert entry.findtext(f"{ATOM}summary") == "The Digest, May 1996. It held."
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver{report.get_absolute_url()}"
    for name in ("published", "updated"):
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}{name}")).tzinfo
    assert datetime.fromisoformat(root.findtext(f"{ATOM}updated"))


def test_what_was_added_last_comes_first_whenever_it_was_printed(client):
    make_article(headline="Added first", date_edtf="2001")
    make_article(headline="Added second", date_edtf="1980")
    make_article(headline="Added third")
    for sort in ("", "oldest", "relevance"):
        assert titles(feed(client, q="added", sort=sort)) == ["Added third", "Added second", "Added first"]


def test_it_follows_the_filters_and_says_them_in_its_title(client):
    faction = make_faction(name="Taliban", slug="taliban")
    make_article(headline="Of them", body="Taliban.", mentions=[(faction, "Taliban")])
    make_article(headline="Of others")
    root = feed(client, faction="taliban", **{"from": "1990"})
    assert root.findtext(f"{ATOM}title") == "Dateline: Faction: Taliban, From: 1990"
    assert titles(feed(client, faction="taliban")) == ["Of them"]


def test_it_ends_after_fifty(client):
    for number in range(55):
        make_article(headline=f"Report {number:02}")
    assert titles(feed(client)) == [f"Report {number:02}" for number in range(54, 4, -1)]


def test_nothing_unpublished_is_in_it(client):
    hidden = make_person(name="Zulfiqar", visibility="protected")
    make_article(headline="Public", body="A report on Massoud.", mentions=[hidden])
    make_article(headline="Drafted", status="draft")
    make_article(headline="Taken back", status="withdrawn")
    root = feed(client)
    assert titles(root) == ["Public"]
    assert "Zulfiqar" not in ElementTree.tostring(root, encoding="unicode")
    refused = client.get("/search.atom", {"person": hidden.slug})
    assert refused.status_code == 400
    assert "Zulfiqar" not in refused.content.decode()


def test_markup_and_control_characters_neither_break_it_nor_pass(client):
    make_article(headline="<b>Bold</b> & \x01\x0b\ufffe plain", body="<script>alert(1)</script>\x02 text")
    root = feed(client, q="\x01 bold <x>")
    entry = feed(client).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "<b>Bold</b> & plain"  # a title is plain text
    assert "&lt;script&gt;" in entry.findtext(f"{ATOM}summary")  # a summary is HTML
    assert root.findtext(f"{ATOM}id")


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    person = make_person(name="Massoud")
    for _ in range(2):
        with django_assert_max_num_queries(5):  # version, records, reports, mentions, entities
            feed(client)
        for _ in range(20):
            make_article(body="Massoud.", mentions=[(person, "Massoud")])
