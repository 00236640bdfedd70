"""The indexes of people, places and factions."""

from __future__ import annotations

import re

import pytest
from django.db.models import QuerySet
from django.http import QueryDict

from archive.kinds import BY_KEY
from archive.views.filters import EntityFilterSet
from tests.factories import make_article, make_faction, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


def shown(client, path, **params):
    response = client.get(path, params)
    assert response.status_code == 200
    return response.content.decode()


def names(html):
    return re.findall(r'<a href="/(?:people|places|factions)/[\w-]+/"><bdi>([^<]+)</bdi></a>', html)


def test_it_lists_those_of_one_kind_in_the_order_of_the_alphabet_under_their_letters(client):
    for name in ("Massoud", "Émile", "dostum", "Ahmad"):
        make_person(name=name)
    make_place(name="Kabul")
    html = shown(client, "/people/")
    assert names(html) == ["Ahmad", "dostum", "Émile", "Massoud"]
    assert re.findall(r'id="letter-\d+"><bdi>(.)</bdi>', html) == ["A", "D", "E", "M"]


def test_letters_that_exist_are_links_and_choose(client):
    make_person(name="Ahmad")
    make_person(name="Massoud")
    make_person(name="40th Army spokesman")
    html = shown(client, "/people/")
    assert re.findall(r'href="/people/\?letter=([^"]+)"', html) == ["0%E2%80%939", "A", "M"]
    assert names(shown(client, "/people/", letter="m")) == ["Massoud"]
    assert names(shown(client, "/people/", letter="0–9")) == ["40th Army spokesman"]


@pytest.mark.parametrize("typed", ["masud", "MASSOUD", "ahmad sh", "shah ahm", "مسعود", "Ahmad-Shah", "lion"])
def test_the_box_finds_every_spelling(client, typed):
    make_person(name="Ahmad Shah Massoud", names=["Masud", "احمد شاه مسعود", "Lion of Panjshir"])
    make_person(name="Abdul Rashid Dostum")
    assert names(shown(client, "/people/", q=typed)) == ["Ahmad Shah Massoud"]


def test_it_says_by_which_spelling_somebody_was_found(client):
    make_person(name="Ahmad Shah Massoud", names=["Masud", "Masudi the elder"])
    assert "found as <bdi>Masud</bdi>" in shown(client, "/people/", q="masud")
    assert "found as" not in shown(client, "/people/", q="ahmad")


def test_where_nothing_is_written_so_it_offers_what_is_spelled_alike_and_says_so(client):
    make_person(name="Gulbuddin Hekmatyar")
    make_person(name="Burhanuddin Rabbani")
    html = shown(client, "/people/", q="Hekmatiar")
    assert names(html) == ["Gulbuddin Hekmatyar"]
    assert "spelt similarly" in html


def test_where_nothing_is_near_it_says_what_to_try(client):
    make_person(name="Gulbuddin Hekmatyar")
    html = shown(client, "/people/", q="qqqq")
    assert names(html) == []
    assert "No name here is spelt like that" in html
    assert 'href="/search/?q=qqqq"' in html


@pytest.mark.parametrize("typed", ["%", "_", "'", "\0", "<script>", "a" * 500, "\\", "   "])
def test_odd_input_is_read_without_harm(client, typed):
    make_person(name="Massoud")
    html = shown(client, "/people/", q=typed, letter=typed, type=typed, sort=typed, page=typed)
    assert "<script>" not in html


def test_a_page_beyond_the_last_is_the_last(client):
    make_person(name="Massoud")
    assert names(shown(client, "/people/", page="99999999999999999999")) == ["Massoud"]


@pytest.mark.parametrize("page", ["0", "-1", "²", "x", "1e3"])
def test_what_is_not_a_page_number_is_refused(client, page):
    make_person(name="Massoud")
    html = shown(client, "/people/", page=page)
    assert "is not a page number" in html
    assert names(html) == []


def test_counts_are_those_that_a_search_gives(client):
    kabul = make_place(
        name="Kabul", slug="kabul", place_type="city", parent=make_place(name="Afghanistan", slug="af")
    )
    make_article(body="In Kabul.", mentions=[(kabul, "Kabul")])
    make_article(body="In Kabul.", status="draft", mentions=[(kabul, "Kabul")])
    html = shown(client, "/places/")
    for slug in ("kabul", "af"):
        count = re.search(rf'/places/{slug}/"><bdi>[^<]+</bdi></a><span class="count">(\d+)', html)[1]
        assert int(count) == client.get(f"/search.json?place={slug}").json()["total"] == 1


def test_sorted_by_number_the_most_named_come_first(client):
    few, many, none = (make_person(name=name) for name in ("Few", "Many", "None at all"))
    for _ in range(2):
        make_article(body="Many came.", mentions=[(many, "Many")])
    make_article(body="Few came.", mentions=[(few, "Few")])
    html = shown(client, "/people/", sort="reports")
    assert names(html) == ["Many", "Few", "None at all"]
    assert "noindex" in html
    assert none.slug in html


def test_types_narrow_and_count_what_a_click_gives(client):
    make_faction(name="Junbish", faction_type="party")
    make_faction(name="Jamiat", faction_type="party")
    make_faction(name="40th Army", faction_type="foreign forces")
    html = shown(client, "/factions/")
    assert '<a href="/factions/?type=party">Party<span class="count">2<' in html
    assert names(shown(client, "/factions/", type="party")) == ["Jamiat", "Junbish"]
    assert names(shown(client, "/factions/", type="party", letter="J", q="jun")) == ["Junbish"]


def test_a_list_is_narrowed_by_the_database():
    make_faction(name="Junbish", faction_type="party")
    make_faction(name="Jamiat", faction_type="party", names=["Society"])
    make_faction(name="Shura", faction_type="alliance")
    chosen = EntityFilterSet(QueryDict("q=soc&letter=j&type=party"), kind=BY_KEY["faction"])
    assert isinstance(chosen.qs, QuerySet)
    assert [faction.name for faction in chosen.qs] == ["Jamiat"]
    assert chosen.total() == 1
    assert chosen.url(page=2) == "/factions/?q=soc&letter=J&type=party&page=2"


def test_long_indexes_have_pages_that_keep_what_is_chosen(client):
    for number in range(125):
        make_person(name=f"Person {number:03}")
    first, second = shown(client, "/people/", letter="P"), shown(client, "/people/", letter="P", page=2)
    assert len(names(first)) == 120
    assert names(second) == [f"Person {number}" for number in range(120, 125)]
    assert 'href="/people/?letter=P&amp;page=2"' in first


@pytest.mark.parametrize("visibility", ["draft", "protected"])
def test_what_is_not_public_is_neither_listed_counted_nor_found(client, visibility):
    make_person(name="Massoud")
    make_person(name="Zahir Zulfiqar", slug="zulfiqar", names=["Zarif"], visibility=visibility)
    for params in ({}, {"q": "zarif"}, {"q": "zahir"}, {"letter": "Z"}, {"sort": "reports"}):
        html = shown(client, "/people/", **params)
        assert "zulfiqar" not in html.lower()
        assert 'href="/people/?letter=Z"' not in html
    assert "<b>1</b> person" in shown(client, "/people/")


def test_places_stand_under_those_they_lie_in_and_skip_what_is_not_public(client):
    country = make_place(name="Afghanistan", slug="af", place_type="country")
    hidden = make_place(name="Zulfiqar", slug="zulfiqar", parent=country, visibility="protected")
    town = make_place(name="Balkh", slug="balkh", parent=hidden)
    make_article(body="In Balkh.", mentions=[(town, "Balkh")])
    html = shown(client, "/places/", view="tree")
    assert names(html) == ["Afghanistan", "Balkh"]
    assert "zulfiqar" not in html.lower()
    inner = html[html.index('class="place-parts"') :]
    assert '/places/balkh/"><bdi>Balkh</bdi></a><span class="count">1' in inner


@pytest.mark.parametrize("path", ["/people/", "/places/", "/factions/", "/places/?view=tree"])
def test_an_empty_index_says_so(client, path):
    assert " yet</h2>" in shown(client, path)


@pytest.mark.parametrize(
    ("path", "budget"),
    [
        ("/places/", 4),  # version of the data, records, entries, those of the page
        ("/places/?q=pl", 6),  # in addition: matching names, and the spelling by which each was found
        ("/places/?q=plaze", 7),  # in addition: names with similar spellings
        ("/places/?view=tree", 3),  # version, records, places
    ],
)
def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries, path, budget):
    for number in range(3):
        make_place(name=f"Place {number}")
    for _ in range(2):
        with django_assert_max_num_queries(budget):
            client.get(path)
        parent = None
        for number in range(40):
            parent = make_place(name=f"Place of {number}", parent=parent if number % 3 else None)
            make_article(body=f"Place of {number}.", mentions=[(parent, f"Place of {number}")])


# Other scripts


def test_names_in_other_scripts_are_filed_under_their_own_letters_after_the_latin_ones(client):
    for number, name in enumerate(["Zahir", "Дустум", "دوستم", "Émile Zola", "Øst", "آصف", "دقیق"]):
        make_person(name=name, slug=f"p{number}")
    html = shown(client, "/people/")
    letters = re.findall(r'id="letter-\d+"><bdi>(.+?)</bdi>', html)
    assert letters == ["O", "Z", "Д", "ا", "د"]
    assert names(shown(client, "/people/", letter="د")) == ["دقیق", "دوستم"]
    assert names(shown(client, "/people/", letter="д")) == ["Дустум"]


# What cannot be read


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/people/?type=warlord", "This list is not divided into types: leave the type out."),
        ("/places/?type=moon", "is not a type of this list: write one of"),
        ("/factions/?type=choir", "is not a type of this list: write one of"),
        ("/people/?sort=beauty", "is not an order of this list: write reports"),
        ("/sources/?sort=beauty", "is not an order of this list: write reports"),
        ("/places/?view=globe", "is not a way to show this list: write tree"),
        ("/people/?letter=%C3%9E", "No name here begins with"),
        ("/people/?page=two", "is not a page number: pages are counted from 1."),
        ("/places/?view=tree&page=-1", "is not a page number: pages are counted from 1."),
        ("/sources/?page=0", "is not a page number: pages are counted from 1."),
        ("/factions/?on=1997&type=choir", "is not a type of this list: write one of"),
    ],
)
def test_a_list_with_a_value_that_cannot_be_read_is_not_given_and_says_what_to_write(client, address, said):
    make_person(name="Malik")
    make_place(name="Kabul")
    make_faction(name="League")
    make_article(source=make_source(name="Digest", slug="digest"))
    page = client.get(address).content.decode()
    assert said in page
    assert "This list cannot be made" in page
    assert '<meta name="robots" content="noindex, follow">' in page
    listed = page.partition("This list cannot be made")[2].partition("</main>")[0]
    assert not [name for name in ("Malik", "Kabul", "League", "Digest") if name in listed]


ORDER = "is not an order of these reports: write newest or oldest."


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/sources/digest/?sort=beauty", ORDER),
        ("/people/malik/?sort=reports", ORDER),
        ("/together/person-malik/faction-league/?sort=beauty", ORDER),
        ("/factions/league/?members=two", "is not a page number: pages are counted from 1."),
    ],
)
def test_a_page_says_what_to_write_for_a_value_that_cannot_be_read_and_shows_what_it_shows_without(
    client, address, said
):
    people = make_person(name="Malik", slug="malik"), make_faction(name="League", slug="league")
    digest = make_source(slug="digest")
    for headline, date in (("Early", "1996"), ("Late", "1998")):
        make_article(headline=headline, date_edtf=date, mentions=people, source=digest)
    path = address.partition("?")[0]
    html = client.get(address).content.decode()
    assert html.count('class="said-message"') == 1
    assert said in html.partition('class="said-message"')[2].partition("</p>")[0]
    reports = html[html.index('id="reports"') :]
    assert reports.index("Late") < reports.index("Early")
    for fine in ("", "?sort=newest", "?sort=oldest", "?sort=", "?members=1"):
        assert 'class="said-message"' not in client.get(path + fine).content.decode()


def test_the_members_of_a_faction_as_data_are_refused_at_a_page_that_is_none(client):
    make_faction(slug="league")
    refused = client.get("/factions/league.json?members=two")
    assert refused.status_code == 400
    assert refused.json()["errors"] == {"members": "“two” is not a page number: pages are counted from 1."}


def test_the_state_of_factions_as_data_refuses_what_its_page_refuses(client):
    make_faction(name="League")
    refused = client.get("/factions.json?on=1997&type=choir&page=two")
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == ["type", "page"]
