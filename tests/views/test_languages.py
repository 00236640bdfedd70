"""The language of pages: by browser, by address, remembered; data stay English."""

from __future__ import annotations

import pytest
from django.conf import settings

from archive.views.languages import without_language
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def page(client, address="/sources/", **headers):
    return client.get(address, headers=headers)


@pytest.mark.parametrize(
    ("accepted", "heading"),
    [
        ("", "Sources"),
        ("de", "Quellen"),
        ("de-AT,en;q=0.5", "Quellen"),
        ("en-US,de;q=0.9", "Sources"),
        ("xx,de;q=0.5", "Quellen"),
        ("fa", "Sources"),
        ("*", "Sources"),
    ],
)
def test_a_page_speaks_the_first_language_of_the_browser_that_is_offered(client, accepted, heading):
    assert (
        f"<h1>{heading}</h1>"
        in page(client, **({"accept-language": accepted} if accepted else {})).content.decode()
    )


def test_a_language_asked_for_by_address_is_remembered_and_the_address_stays_as_it_is(client):
    answer = page(client, "/search/?q=a%20b&lang=de&sort=newest")
    assert (answer.status_code, answer.url) == (302, "/search/?q=a%20b&sort=newest")
    assert answer["Cache-Control"] == "no-store"
    html = page(client, **{"accept-language": "en"}).content.decode()
    assert '<html lang="de">' in html and "<h1>Quellen</h1>" in html
    page(client, "/?lang=en-gb")
    assert "<h1>Sources</h1>" in page(client, **{"accept-language": "de"}).content.decode()


def test_an_unknown_language_changes_nothing(client):
    answer = page(client, "/sources/?lang=xx")
    assert (answer.status_code, settings.LANGUAGE_COOKIE_NAME in answer.cookies) == (200, False)


def test_no_address_leads_to_another_host(rf):
    request = rf.get("/?lang=de")
    request.path = "//example.org/"
    assert without_language(request) == "/%2Fexample.org/"


def test_the_switch_leads_back_to_the_same_page(client):
    html = page(client, "/search/?q=mazar").content.decode()
    assert 'href="/search/?q=mazar&amp;lang=de"' in html


def test_caches_are_told_what_a_page_depends_on(client):
    answer = page(client, **{"accept-language": "de"})
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}
    assert answer["Content-Language"] == "de"


@pytest.mark.parametrize(
    "address", ["/search.json?q=mazar", "/search.csv?q=mazar", "/search.atom?q=mazar", "/robots.txt"]
)
def test_what_programs_read_is_english(client, address):
    make_article(body="Fighting at Mazar.", date_edtf="1997-05", status="published")
    german = page(client, address, **{"accept-language": "de"})
    assert german.status_code == 200
    assert german.content.decode().replace("\r", "") == page(client, address).content.decode().replace(
        "\r", ""
    )
    assert "Content-Language" not in german


def test_a_page_in_persian_runs_from_right_to_left(client):
    page(client, "/?lang=fa")
    html = page(client).content.decode()
    assert '<html lang="fa" dir="rtl">' in html
    assert "منابع" in html


def test_a_citation_is_english_on_a_page_in_german(client):
    article = make_article(date_edtf="1998-08-09", status="published")
    html = page(client, article.get_absolute_url(), **{"accept-language": "de"}).content.decode()
    assert ">9. August 1998</time>" in html
    assert "9 August 1998. " in html and "Zitieren" in html
