"""The language of pages: by browser, by address, remembered; data stay English."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation

from archive import dates
from archive.curation.cut import REASON as BY_A_CURATOR
from archive.ingest.single import PASTED, load_one, raw_from
from archive.models import Article
from archive.text.likeness.names import judge
from archive.text.localised import both, counted, either, grouped
from archive.views.entities import coordinates
from archive.views.languages import without_language
from tests.factories import (
    make_article,
    make_faction,
    make_passage,
    make_person,
    make_place,
    make_source,
    make_statement,
)

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


def test_an_unknown_language_changes_nothing_and_is_named(client):
    answer = page(client, "/sources/?lang=xx")
    assert (answer.status_code, settings.LANGUAGE_COOKIE_NAME in answer.cookies) == (200, False)
    assert "not offered in the language “<bdi>xx</bdi>”: write one of" in answer.content.decode()
    assert "not offered in the language" not in page(client, "/sources/").content.decode()
    assert page(client, "/suggest.json?q=maz&lang=xx").json() == page(client, "/suggest.json?q=maz").json()


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
    "address",
    [
        *("/search.json?q=mazar", "/search.csv?q=mazar", "/search.atom?q=mazar", "/robots.txt"),
        *(
            "/search.json?q=%22mazar+herat&match=most&language=none",
            "/search.json?from=9/8/98&person=nobody",
            "/search.csv?sort=best",
        ),
        *("/search.ris?q=-kabul", "/map.geojson?q=a*", "/events.json", "/claims.json", "/suggest.json?q=maz"),
        *(
            "/events.csv?on=1997",
            "/claims.csv?on=1997",
            "/events.atom?on=soon",
            "/claims.json?topic=x",
            "/timeline.json?by=day",
        ),
        *("/timeline.csv?by=week", "/coverage.json", "/coverage.csv"),
    ],
)
def test_what_programs_read_is_english(client, address):
    make_article(body="Fighting at Mazar.", date_edtf="1997-05", status="published")
    make_place(name="Mazar")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = ""
    german = page(client, address, **{"accept-language": "de"})
    assert german.status_code in (200, 400)
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


@pytest.mark.parametrize(
    ("asked", "english", "german"),
    [
        ("q=%22mazar", "The quotation mark was not closed: searched for", "Das Anführungszeichen wurde nicht geschlossen; gesucht wurde"),
        ("q=the", "Only small words such as", "Eingegeben wurden nur kleine Wörter wie"),
        ("from=1998&to=1992", "write the earlier date first", "Schreiben Sie das frühere Datum zuerst"),
        ("from=9/8/98", "has a year of two digits", "hat ein zweistelliges Jahr"),
        ("language=none", "no language", "keine Sprache"),
        ("language=-none&match=most", "Not language", "Ohne Sprache"),
        ("sort=best", "is not an order: write relevance", "ist keine Reihenfolge: Schreiben Sie relevance"),
        ("person=nobody", "No person in this archive has the address", "Keine Person in diesem Archiv hat die Adresse"),
    ],
)  # fmt: skip
def test_what_a_search_says_is_said_in_the_language_of_the_page(client, asked, english, german):
    make_article(body="Fighting at Mazar.", status="published")
    for language, said, not_said in (("de", german, english), ("en", english, german)):
        html = page(client, f"/search/?{asked}", **{"accept-language": language}).content.decode()
        assert said in html and not_said not in html
    assert german not in page(client, f"/search.json?{asked}", **{"accept-language": "de"}).content.decode()


def test_words_quoted_in_german_are_isolated_too(client):
    html = page(client, "/search/?from=zzz", **{"accept-language": "de"}).content.decode()
    assert "„<bdi>zzz</bdi>“ lässt sich nicht als Datum lesen." in html


def test_what_sets_names_apart_is_kept_for_every_language():
    """Suggestions are kept for the readers to come, whatever language the first of them reads."""
    with translation.override("de"):
        verdict = judge("rashid dostum", "dostum rashid")
        assert verdict.reason == "Teile in anderer Reihenfolge"
    assert verdict.reason == "parts in another order"


def test_the_search_box_has_its_suggestions_in_the_language_of_the_page(client):
    place = make_place(name="Mazar", place_type="city")
    make_article(body="Mazar fell.", status="published")
    found = page(client, "/suggest.json?q=maz&lang=de", **{"accept-language": "en"})
    assert [(one["label"], one["what"]) for one in found.json()] == [(place.name, "Großstadt")]
    assert page(client, "/suggest.json?q=maz&lang=xx").json()[0]["what"] == "city"


def test_numbers_and_days_are_written_as_the_language_does():
    with translation.override("de"):
        assert (grouped(12_345), counted(1), counted(2_300)) == ("12.345", "1 Bericht", "2.300 Berichte")
        assert counted(1, "copy,copies") == "1 Kopie" and either(["a", "b", "c"]) == "a, b oder c"
        assert dates.label("1996-09-27") == "27. September 1996" and dates.label("19XX") == "20. Jahrhundert"
        assert coordinates(36.71, 67.11) == "36,71° N, 67,11° O"
    assert (grouped(12_345), counted(2_300), both(["a", "b"])) == ("12,345", "2,300 reports", "a and b")
    assert coordinates(-36.71, 67.11) == "36.71° S, 67.11° E"


def test_why_cleaning_removed_a_passage_and_how_a_text_came_are_said_in_the_language_of_the_page(client):
    text = "Share this\n\nMazar falls\n\nFighting reached Mazar on Monday, said a spokesman."
    article = load_one(raw_from(text), source=make_source(), publish=True).article
    assert [piece["reason"] for piece in article.removed] == ["share buttons"]
    Article.objects.filter(pk=article.pk).update(
        removed=[*article.removed, {"text": "Cut", "reason": BY_A_CURATOR}]
    )
    english, german = (
        page(client, article.get_absolute_url(), **{"accept-language": language}).content.decode()
        for language in ("en", "de")
    )
    for words, translated in (
        ("share buttons", "Schaltflächen zum Teilen"), (BY_A_CURATOR, "von Hand gestrichen"), (PASTED, "von Hand eingefügt"),
    ):  # fmt: skip
        assert words in english and words not in german
        assert translated in german


def test_gaps_are_remembered_for_every_language(client):
    source = make_source()
    for day in ("1997-01-01", "1997-01-02", "1997-01-03", "1997-01-04", "1997-01-05", "1998-01-01"):
        make_article(source=source, date_edtf=day, status="published")
    for language, words in (
        ("en", "between February and December 1997"),
        ("de", "zwischen Februar und Dezember 1997"),
    ):
        assert words in page(client, "/coverage/", **{"accept-language": language}).content.decode()


def test_a_doubt_about_a_statement_is_in_the_language_of_the_page(client):
    person, faction = make_person(name="Dostum"), make_faction(name="Junbish")
    passage = make_passage(
        article=make_article(body="Dostum leads Junbish.", status="published", date_edtf="1997-05-20"),
        words="Dostum leads Junbish",
    )
    make_statement(
        subject=person,
        predicate="leads",
        object=faction,
        passages=[passage],
        certainty="probable",
        first_cited="1997-05-20",
        last_cited="1997-05-20",
    )
    html = page(
        client, f"{person.get_absolute_url()}?on=1997-05-20", **{"accept-language": "de"}
    ).content.decode()
    assert "wahrscheinlich" in html and "probably" not in html
