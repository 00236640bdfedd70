"""The pages of people, places and factions."""

from __future__ import annotations

import json
import re

import pytest

from archive.models import ExternalId, Story
from tests.factories import make_article, make_faction, make_name, make_person, make_place

pytestmark = pytest.mark.django_db


def shown(client, path, **params):
    response = client.get(path, params)
    assert response.status_code == 200
    return response.content.decode()


def linked_data(html):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])


def part(html, id):
    """Return the section of a page whose heading has this id."""
    return html[html.index(f'id="{id}"') :].split("</section>")[0]


def test_it_shows_what_is_known_of_a_person(client):
    make_person(
        name="Ahmad Shah Massoud",
        slug="massoud",
        summary="Commander from the Panjshir.",
        description="He led.\n\nHe fell.",
        born_edtf="1953-09-02",
        died_edtf="2001~",
    )
    html = shown(client, "/people/massoud/")
    assert '<h1 dir="auto">Ahmad Shah Massoud</h1>' in html
    assert "Commander from the Panjshir." in html
    assert "<p>He fell.</p>" in html
    assert "<dt>Born</dt><dd>2 September 1953</dd>" in html
    assert '<dt>Died</dt><dd><span class="date date--uncertain">about 2001</span></dd>' in html


def test_every_spelling_stands_with_its_kind_language_use_and_number_of_reports(client):
    person = make_person(name="Ahmad Shah Massoud", slug="massoud")
    masud = make_name(
        entity=person, text="Masud", kind="short", language="en", used_from="1980", used_to="1992"
    )
    make_name(entity=person, text="احمد شاه مسعود", kind="native", language="prs")
    for _ in range(2):
        report = make_article(body="Masud and Masud spoke.", mentions=[(person, "Masud")])
        report.mentions.update(name=masud)
    draft = make_article(body="Masud spoke.", status="draft", mentions=[(person, "Masud")])
    draft.mentions.update(name=masud)
    html = part(shown(client, "/people/massoud/"), "spellings")
    assert '<bdi class="spelling" lang="en" dir="auto">Masud</bdi>' in html
    assert '<bdi class="spelling" lang="prs" dir="auto">احمد شاه مسعود</bdi>' in html
    assert "short form, 1980 to 1992" in html
    assert 'href="/search/?q=%3DMasud">2<span class="visually-hidden"> reports' in html
    assert (
        html.index("Masud</bdi>")
        < html.index("Ahmad Shah Massoud</bdi>")
        < html.index("احمد شاه مسعود</bdi>")
    )


def test_reports_come_newest_first_or_oldest_first_ten_of_them_with_a_way_to_all(client):
    faction = make_faction(name="Taliban", slug="taliban")
    for year in range(1990, 2002):
        make_article(
            headline=f"In {year}", body="Taliban.", date_edtf=str(year), mentions=[(faction, "Taliban")]
        )
    html = part(shown(client, "/factions/taliban/"), "reports")
    assert re.findall(r">In (\d+)<", html) == [str(year) for year in range(2001, 1991, -1)]
    assert (
        '<a class="button" href="/search/?faction=taliban&amp;sort=newest" rel="nofollow">All 12 reports</a>'
        in html
    )
    html = part(shown(client, "/factions/taliban/", sort="oldest"), "reports")
    assert re.findall(r">In (\d+)<", html) == [str(year) for year in range(1990, 2000)]
    assert "sort=oldest" in html


def test_years_lead_to_a_search_for_the_entity_in_that_year(client):
    faction = make_faction(name="Taliban", slug="taliban")
    make_article(body="Taliban.", date_edtf="1996", mentions=[(faction, "Taliban")])
    assert 'class="histogram' not in shown(
        client, "/factions/taliban/"
    )  # one report, whose date stands with it
    make_article(body="Taliban.", date_edtf="1996", mentions=[(faction, "Taliban")])
    make_article(body="Nobody.", date_edtf="1997")
    html = shown(client, "/factions/taliban/")
    assert 'href="/search/?faction=taliban&amp;year=1996"' in html
    assert "year=1997" not in html


def test_copies_of_a_story_count_once_as_in_a_search(client):
    faction, story = make_faction(name="Taliban", slug="taliban"), Story.objects.create()
    for _ in range(2):
        make_article(body="Taliban.", story=story, mentions=[(faction, "Taliban")])
    assert "<b>1</b> report</a> names this faction" in shown(client, "/factions/taliban/")
    assert client.get("/search.json?faction=taliban").json()["total"] == 1


def test_company_is_counted_within_its_reports_and_leaves_itself_out(client):
    one, other, third = (make_person(name=name, slug=name.lower()) for name in ("One", "Other", "Third"))
    make_article(body="One and Other.", mentions=[(one, "One"), (other, "Other")])
    make_article(body="One and Other.", mentions=[(one, "One"), (other, "Other")])
    make_article(body="One and Third.", mentions=[(one, "One"), (third, "Third")])
    make_article(body="Third and Other.", mentions=[(third, "Third"), (other, "Other")])
    html = part(shown(client, "/people/one/"), "company-person")
    assert re.findall(r'<bdi>(\w+)</bdi></a><a class="count" href="[^"]+" rel="nofollow">(\d+)', html) == [
        ("Other", "2"),
        ("Third", "1"),
    ]


def test_a_place_shows_what_it_lies_in_what_lies_inside_it_and_where_it_is(client):
    country = make_place(name="Afghanistan", slug="af", place_type="country", latitude=34.2, longitude=66.5)
    province = make_place(name="Balkh Province", slug="balkh", place_type="province", parent=country)
    ExternalId.objects.create(entity=province, scheme="geonames", value="1147288")
    city = make_place(
        name="Mazar", slug="mazar", place_type="city", parent=province, latitude=36.7, longitude=67.1
    )
    shrine = make_place(name="Shrine", slug="shrine", parent=city)
    make_article(body="At the Shrine.", mentions=[(shrine, "Shrine")])
    html = shown(client, "/places/mazar/")
    assert re.findall(r'<li><a href="(/places/\w+/)">', html)[:2] == ["/places/af/", "/places/balkh/"]
    assert "<b>1</b> report</a> names this place or places inside it" in html
    assert '/places/shrine/"><bdi>Shrine</bdi></a><span class="count">1' in part(html, "parts")
    assert 'aria-label="Map: Mazar in Balkh Province, Afghanistan"' in html
    assert "#province-1147288" in html
    assert "36.70° N, 67.10° E" in html
    assert 'id="company"' not in html  # the places around it do not count as company


@pytest.mark.parametrize(
    ("latitude", "longitude", "outline"),
    [
        (36.7, 67.1, "#afghanistan"),
        (35.7, 51.4, "#afghanistan"),
        (38.9, -77.0, "#world"),
        (-90, 180, "#world"),
    ],
)
def test_the_small_map_has_outlines_everywhere(client, latitude, longitude, outline):
    make_place(name="Somewhere", slug="somewhere", latitude=latitude, longitude=longitude)
    assert outline in shown(client, "/places/somewhere/")


def test_a_place_without_coordinates_has_no_map(client):
    make_place(name="Somewhere", slug="somewhere")
    assert "<figure" not in shown(client, "/places/somewhere/")


def test_without_reports_it_says_so_and_what_to_do(client):
    make_person(name="Nobody Yet", slug="nobody")
    html = shown(client, "/people/nobody/")
    assert "No report names this person yet" in html
    assert 'href="/search/?q=Nobody+Yet"' in html
    assert "histogram" not in html.split("<main")[1]


def test_a_past_address_leads_to_the_present_one_for_ever(client):
    person = make_person(name="Massoud", slug="masud")
    person.slug = "massoud"
    person.save()
    response = client.get("/people/masud/")
    assert (response.status_code, response["Location"]) == (301, "/people/massoud/")


@pytest.mark.parametrize("visibility", ["draft", "protected"])
def test_what_is_not_public_is_not_there_nor_at_its_past_address(client, visibility):
    person = make_person(name="Hidden", slug="before")
    person.slug, person.visibility = "hidden", visibility
    person.save()
    for path in ("/people/hidden/", "/people/before/", "/factions/hidden/"):
        response = client.get(path)
        assert response.status_code == 404
        assert "Hidden" not in response.content.decode().replace("hidden", "")
        assert "Location" not in response


def test_nothing_unpublished_shows_on_the_page_of_another(client):
    known = make_person(name="Known", slug="known")
    secret = make_person(name="Zarghuna", slug="zarghuna", visibility="protected")
    outer = make_place(name="Zabul", slug="zabul", visibility="draft")
    town = make_place(name="Town", slug="town", parent=outer)
    make_place(name="Zaman", slug="zaman", parent=town, visibility="draft")
    mentions = [(known, "Known"), (secret, "Zarghuna"), (town, "Town")]
    make_article(headline="Public", body="Known, Zarghuna in Town.", mentions=mentions)
    make_article(headline="Drafted", body="Known.", status="draft", mentions=[(known, "Known")])
    make_article(headline="Taken back", body="Known.", status="withdrawn", mentions=[(known, "Known")])
    for path in ("/people/known/", "/places/town/"):
        html = shown(client, path)
        assert "<b>1</b> report" in html
        for word in ("Drafted", "Taken back", "Zarghuna", "zarghuna", "Zabul", "Zaman"):
            assert word not in html


def test_machines_read_names_dates_and_registers_as_linked_data(client):
    person = make_person(
        name="Ahmad Shah Massoud", slug="massoud", names=["Masud"], born_edtf="1953-09-02", died_edtf="2001~"
    )
    ExternalId.objects.create(entity=person, scheme="wikidata", value="Q189750")
    html = shown(client, "/people/massoud/")
    data = linked_data(html)
    assert data["@type"] == "Person"
    assert data["url"] == "http://testserver/people/massoud/"
    assert data["alternateName"] == ["Masud"]
    assert data["birthDate"] == "1953-09-02"
    assert "deathDate" not in data  # it is not known to the day, nor surely to the year
    assert data["sameAs"] == ["https://www.wikidata.org/wiki/Q189750"]
    assert 'href="https://www.wikidata.org/wiki/Q189750"' in html


def test_a_place_lies_in_another_as_linked_data(client):
    country = make_place(name="Afghanistan", slug="af")
    make_place(name="Mazar", slug="mazar", parent=country, latitude=36.7, longitude=67.1)
    data = linked_data(shown(client, "/places/mazar/"))
    assert data["geo"]["latitude"] == 36.7
    assert data["containedInPlace"]["name"] == "Afghanistan"


def test_names_are_text_and_never_markup(client):
    evil = '</script><img src=x onerror="alert(1)">'
    person = make_person(name=evil, slug="evil", summary=evil, description=evil, names=["<b>bold</b>"])
    place = make_place(name=evil, slug="evil", latitude=1, longitude=1)
    make_article(headline=evil, body=f"{evil}", mentions=[(person, evil), (place, evil)])
    for path in ("/people/evil/", "/places/evil/", "/people/", "/places/?view=tree", "/map/?view=world"):
        html = shown(client, path)
        assert "<img" not in html
        assert "<b>bold" not in html
    assert linked_data(shown(client, "/people/evil/"))["name"] == evil


@pytest.mark.parametrize("path", ["/people/one/", "/places/town/"])
def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries, path):
    one, country = make_person(name="One", slug="one"), make_place(name="Country")
    town = make_place(name="Town", slug="town", parent=country, latitude=36.0, longitude=67.0)
    for _ in range(2):
        # entity, its slug again as a filter, version, records, names with counts, registers, names that wait, reports, company;
        # what is cited; in addition for a place: the places that contain it, those inside it, the shape of its province
        with django_assert_max_num_queries(10 if "people" in path else 13):
            client.get(path)
        for number in range(12):
            other = make_person(name=f"Other {number}", names=[f"O{number}"])
            part = make_place(name=f"Part {number}", parent=town)
            make_article(
                body=f"One, Other {number} in Town, Part {number}.",
                mentions=[(one, "One"), (other, f"Other {number}"), (town, "Town"), (part, f"Part {number}")],
            )
