"""The search page, and the same search as JSON."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from archive.models import Story
from archive.search import search
from archive.views.notes import manner
from tests.factories import make_article, make_faction, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


def shown(client, **params):
    response = client.get("/search/", params)
    assert response.status_code == 200
    return response.content.decode()


def test_it_lists_what_it_finds_with_source_date_and_the_words_marked(client):
    source = make_source(name="The Digest")
    make_article(
        headline="Truce in the valley", body="A truce was said to hold.", source=source, date_edtf="1996-10"
    )
    make_article(headline="Another matter")
    html = shown(client, q="truce")
    assert "<b>1 report</b>" in html
    assert "<mark>Truce</mark> in the valley" in html
    assert "The Digest" in html
    assert "October 1996" in html
    assert "Another matter" not in html


def test_nothing_unpublished_is_listed_counted_or_offered(client):
    hidden = make_person(name="Somebody Protected", visibility="protected")
    make_article(headline="A draft of truce", status="draft")
    make_article(headline="A truce taken back", status="withdrawn")
    make_article(
        headline="A truce", body="Somebody Protected spoke", mentions=[(hidden, "Somebody Protected")]
    )
    html = shown(client, q="truce")
    assert "<b>1 report</b>" in html
    assert "draft" not in html
    assert hidden.slug not in html


def test_it_says_which_other_spellings_were_searched_and_how_to_switch_that_off(client):
    make_faction(name="Taliban", slug="taliban", names=["Taleban", "Talib"])
    make_article(body="The Taliban came.")
    html = shown(client, q="taleban")
    assert "Also searched for" in html
    assert "search only for “<bdi>taleban</bdi>”" in html
    assert 'href="/factions/taliban/"' in html


def test_chosen_filters_are_chips_that_take_themselves_off(client):
    place = make_place(name="Kunduz", slug="kunduz")
    make_article(body="In Kunduz.", mentions=[(place, "Kunduz")])
    html = shown(client, place="kunduz", **{"from": "1990"})
    assert '<span class="chip-kind">Place</span> <bdi>Kunduz</bdi>' in html
    assert '<span class="chip-kind">From</span> <bdi>1990</bdi>' in html
    assert "Clear all filters" in html


def test_searching_again_keeps_the_filters_and_drops_the_page(client):
    html = shown(client, q="a", place="kunduz", sort="oldest", page="1")
    assert '<input type="hidden" name="place" value="kunduz">' in html
    assert '<input type="hidden" name="sort" value="oldest">' in html
    assert 'name="page"' not in html


def test_a_value_of_a_list_is_a_box_of_the_form_and_no_hidden_field(client):
    ann, bo = make_person(name="Ann", slug="ann"), make_person(name="Bo", slug="bo")
    make_article(headline="Truce", date_edtf="1997", mentions=[ann, bo])
    html = shown(client, person=["ann", "-none"], year="1997", leaveout="person")
    for value in ("ann", "-none"):
        assert f'name="person" value="{value}" checked' in html
    assert 'name="person" value="-bo" autocomplete' in html  # the list is turned round
    assert 'type="hidden" name="person"' not in html
    assert 'name="year" value="1997" checked' in html and 'type="hidden" name="year"' not in html


def test_copies_are_one_result_that_names_the_others(client):
    story = Story.objects.create()
    for name in ("Morning Paper", "Evening Paper"):
        make_article(headline="Convoy stopped", story=story, source=make_source(name=name))
    html = shown(client, q="convoy")
    assert "<b>1 report</b>" in html
    assert "<summary>And 1 copy</summary>" in html
    assert "1 copy grouped" in html and "show copies separately" in html
    html = shown(client, q="convoy", copies="1")
    assert "<b>2 reports</b>" in html
    assert "each copy listed" in html and "group them" in html


def test_when_nothing_is_found_it_says_why_and_what_to_try(client):
    make_article(headline="Truce", date_edtf="1996")
    html = shown(client, q="truce", **{"from": "2001"})
    assert "No report contains “<bdi>truce</bdi>” within these filters" in html
    assert (
        '<a href="/search/?q=truce" rel="nofollow">without the filters</a> <span class="muted">1 report'
        in html
    )


def test_a_date_that_is_none_is_explained_at_its_field(client):
    html = shown(client, **{"from": "199z"})
    assert 'aria-describedby="error-from"' in html
    assert 'id="error-from"' in html
    assert "chip" not in html


def test_what_was_typed_is_escaped(client):
    html = shown(client, q='"><script>alert(1)</script>', person="<b>x</b>")
    assert "<script>alert" not in html
    assert "<b>x</b>" not in html


def test_pages_follow_each_other(client):
    for number in range(45):
        make_article(headline=f"Report {number}")
    html = shown(client, page="2")
    assert 'rel="prev nofollow"' in html
    assert 'rel="next nofollow"' in html
    assert 'rel="nofollow" aria-current="page"><span class="visually-hidden">Page </span>2</a>' in html


def test_machines_are_kept_off_pages_of_results(client):
    assert '<meta name="robots" content="noindex, nofollow">' in shown(client)


def test_a_list_of_all_values_can_be_searched_within(client):
    for number in range(12):
        make_article(mentions=[make_person(name=f"Commander {number}", slug=f"commander-{number}")])
    assert "/search/person/" in shown(client)
    html = client.get("/search/person/", {"find": "commander 11"}).content.decode()
    assert "Commander 11" in html
    assert "Commander 7" not in html


def test_there_is_no_list_of_all_values_of_what_is_no_facet(client):
    assert client.get("/search/headline/").status_code == 404


def test_json_tells_the_same_as_the_page(client):
    person = make_person(name="Ahmad Shah Massoud", slug="massoud", names=["Masood"])
    source = make_source(name="The Digest")
    article = make_article(
        headline="Massoud speaks",
        body="Massoud spoke.",
        source=source,
        date_edtf="1998-08",
        mentions=[(person, "Massoud")],
    )
    data = client.get("/search.json", {"q": "masood"}).json()
    assert data["total"] == 1
    assert data["results"][0] | {"snippet": ""} == {
        "id": article.pk,
        "url": f"http://testserver{article.get_absolute_url()}",
        "headline": "Massoud speaks",
        "source": "The Digest",
        "published": "1998-08",
        "date": "August 1998",
        "snippet": "",
        "entities": [{"kind": "person", "slug": "massoud", "name": "Ahmad Shah Massoud"}],
        "written_in": [],
        "copies": [],
        "copies_on_different_days": False,
        "story_url": None,
    }
    assert data["facets"]["person"][0]["value"] == "massoud"
    assert set(data["facets"]["person"][0]) == {"value", "label", "count", "selected", "url", "excluded"}
    assert data["facets"]["year"][0]["label"] == "1998"
    assert data["names"][0]["typed"] == "masood"
    assert data["names"][0]["entity"] == "massoud"


def test_odd_parameters_never_break_the_page(client):
    for query in (
        "page=abc",
        "page=-1",
        "page=99999999999999999999",
        "year=x",
        "person=%00",
        "q=%00",
        "sort=up",
        "from=%00",
    ):
        assert client.get(f"/search/?{query}").status_code == 200


def test_a_search_can_be_taken_away_as_data(client):
    make_article(headline="Truce")
    assert 'href="/search.json?q=truce&amp;sort=oldest"' in shown(client, q="truce", sort="oldest", page="1")


def test_queries_do_not_grow_with_what_is_found(client, django_assert_max_num_queries):
    for number in range(25):
        make_article(headline=f"Truce {number}", mentions=[make_person(), make_place()])
    client.get("/search/", {"q": "truce"})
    # the version of the data, its records, the hits, names, vectors and counts for relevance; then for the
    # page: 1 reports, 1 passages, 1 mentions, 1 entities; of the facets: 2 entities with places round them, 1 sources
    with django_assert_max_num_queries(16):
        client.get("/search/", {"q": "truce"})


def test_a_hit_names_nobody_who_was_asked_for_and_no_country_and_counts_the_rest(client):
    country, city = make_place(name="Afghanistan", place_type="country"), make_place(name="Kunduz")
    people = [make_person(name=f"Commander {letter}") for letter in "abcdef"]
    make_article(headline="Truce", mentions=[country, city, *people])
    [hit] = search(QueryDict(f"q=kunduz&person={people[5].slug}")).hits
    assert [one.name for one in hit.beside] == [f"Commander {letter}" for letter in "abcd"]
    assert hit.unlisted == 1
    html = shown(client, q="kunduz", person=people[5].slug)
    assert '+1<span class="visually-hidden"> more</span>' in html


def test_above_the_results_stand_two_notes_at_most_and_all_is_a_click_away(client):
    make_person(name="Abdul Malik", names=["Malik"])
    make_person(name="Rehman Malik", names=["Malik"])
    make_article(headline="Malik and Kunduz or Kabul", body="Malik spoke of Kunduz or Kabul.")
    html = shown(client, q="malik kunduz or kabul", match="most")
    above = html.split('<ul class="notes">')[1].split("</ul>")[0]
    assert above.count("<li ") == 2
    assert "may mean" in above and "These reports contain most of the words" in above
    assert "OR in capitals finds either" not in above
    whole = html.split('<details class="searched">')[1].split("</details>")[0]
    for said in ("may mean", "These reports contain most of the words", "OR in capitals finds either"):
        assert said in whole


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"q": "taleban"}, "in every spelling"),
        ({"q": "taleban", "exact": "1"}, "only as typed"),
        ({"q": "fought"}, "in every form"),
        ({"q": "please show me all articles about taleban"}, "in every spelling, without the opening words"),
        ({"q": "report"}, ""),
    ],
)  # fmt: skip
def test_it_says_in_a_few_words_how_it_searched(params, said):
    make_faction(name="Taliban", names=["Taleban"])
    make_article(
        headline="Report",
        body="The Taleban and the Taliban fought; one fights, please show me all articles about it.",
    )
    results = search(QueryDict(urlencode(params)))
    assert manner(results) == said


# Suggestions


def test_it_asks_whether_another_word_was_meant(client):
    make_article(body="The offensive began.", date_edtf="1997")
    html = shown(client, q="ofensive", year="1997")
    assert (
        '<p class="said-meant">Did you mean <a href="/search/?q=offensive&amp;year=1997" rel="nofollow">'
        '<bdi>offensive</bdi></a>? <span class="muted">1 report</span></p>'
    ) in html
    assert "No report contains “<bdi>ofensive</bdi>”" in html


def test_it_names_whoever_sounds_alike(client):
    person = make_person(name="Qasim <i>", slug="qasim")
    make_article(mentions=[person])
    html = shown(client, q="kasem")
    assert (
        '<p class="said-similar">Similar names: <a href="/people/qasim/"><bdi>Qasim &lt;i&gt;</bdi></a>'
        in html
    )
    assert "(person, 1 report: " in html


def test_it_asks_nothing_where_there_is_plenty(client):
    for number in range(12):
        make_article(headline=f"Truce {number}", body="The truces held.")
    assert "said-" not in shown(client, q="truce")


def test_json_tells_what_was_perhaps_meant(client):
    person = make_person(name="Massoud", slug="massoud")
    make_article(body="Massoud spoke.", mentions=[(person, "Massoud")])
    make_article(mentions=[make_person(name="Masood Khan", slug="khan")])
    data = client.get("/search.json", {"q": "masud"}).json()
    assert data["total"] == 0
    assert data["suggestion"] == {"query": "Massoud", "url": "/search/?q=Massoud", "total": 1}
    assert data["similar_names"] == [
        {
            "entity": "khan",
            "kind": "person",
            "name": "Masood Khan",
            "spelling": "Masood Khan",
            "reason": "same sound, a part is missing",
            "count": 1,
            "url": "/people/khan/",
        },
    ]
    assert client.get("/search.json", {"q": "massoud"}).json()["suggestion"] is None


# Most of the words


def test_what_has_most_of_the_words_is_shown_apart_and_in_no_number(client):
    make_article(headline="All", body="Falcon, heron and egret.", date_edtf="1998")
    make_article(headline="Most", body="Falcon and heron.", date_edtf="1999")
    html = shown(client, q="falcon heron egret")
    assert "<b>1 report</b>" in html
    assert "1 more contains most of these words" in html
    assert html.index("All</a>") < html.index('class="near"') < html.index("Most</a>")
    assert 'href="/search/?q=falcon+heron+egret&amp;match=most"' in html
    assert "1999" not in html.partition('class="near"')[0].partition('class="histogram"')[2]
    data = client.get("/search.json", {"q": "falcon heron egret"}).json()
    assert (data["total"], data["match"], len(data["results"])) == (1, "all", 1)
    assert [hit["headline"] for hit in data["near_misses"]["results"]] == ["Most"]
    assert data["near_misses"] | {"results": []} == {
        "total": 1,
        "url": "/search/?q=falcon+heron+egret&match=most",
        "results": [],
    }


def test_a_chosen_value_says_what_is_found_without_it_and_the_others_what_both_give(client):
    for name in ("Ann", "Bo"):
        make_article(mentions=[make_person(name=name, slug=name.lower())])
    html = shown(client, person="ann")
    assert '<bdi class="facet-label">Ann</bdi> <span class="count">without: 2</span>' in html
    assert '<bdi class="facet-label">Bo</bdi> <span class="count">2</span>' in html
    assert "Other numbers include what is chosen." in html
    left_out = shown(client, person="-ann")
    assert '<span class="count">with: 2</span>' in left_out


def test_a_search_that_cannot_be_read_shows_neither_reports_nor_numbers(client):
    make_faction(name="Taliban", slug="taliban")
    make_article(headline="Truce", body="The Taliban came.")
    html = shown(client, q="taliban", **{"from": "99/99/1998"})
    assert "This search cannot be carried out" in html
    for word in ("Truce", "<b>0 reports</b>", "Also searched for", "name-card", "facet-link"):
        assert word not in html


def test_what_is_matched_is_a_chip_that_takes_itself_off(client):
    make_article(body="Falcon and heron.")
    html = shown(client, q="falcon heron", match="most")
    assert '<a class="chip" href="/search/?q=falcon+heron" rel="nofollow">' in html
    assert '<span class="chip-kind">Match</span> <bdi>most of the words</bdi>' in html


def test_a_list_says_how_its_values_are_joined_and_offers_the_other_way(client):
    ann, bo = (make_person(name=name, slug=name.lower()) for name in ("Ann", "Bo"))
    make_article(mentions=[ann, bo])
    make_article(mentions=[ann])
    html = shown(client, person=["ann", "bo"])
    assert 'href="/search/?person=ann&amp;person=bo&amp;person.all=1" rel="nofollow">all (1)</a>' in html
    html = shown(client, person=["ann", "bo"], **{"person.all": "1"})
    assert 'href="/search/?person=ann&amp;person=bo" rel="nofollow">any (2)</a>' in html
    assert "all of these" in html  # a chip that takes it off
    assert "of those chosen" not in shown(client)


def test_a_list_can_be_turned_to_leave_out_and_is_once_in_the_tab_order(client):
    ann = make_person(name="Ann", slug="ann")
    make_article(mentions=[ann])
    make_article()
    html = shown(client)
    assert "-ann" not in html
    assert re.search(r'href="/search/\?leaveout=person"[^>]*>Leave out instead</a>', html)
    html = shown(client, leaveout="person")
    assert 'href="/search/?person=-ann&amp;leaveout=person"' in html
    assert "leaves out the reports that have it" in html
    assert "leaveout" not in html.split("This search as a")[-1].split("</p>")[0]
    whole = client.get("/search/person/", {"leaveout": "person"}).content.decode()
    assert 'href="/search/?person=-ann&amp;leaveout=person"' in whole
    assert re.search(r'href="/search/person/"[^>]*>Choose instead</a>', whole)


def test_json_tells_how_lists_are_chosen_from(client):
    ann, bo = (make_person(name=name, slug=name.lower()) for name in ("Ann", "Bo"))
    make_article(mentions=[ann, bo])
    data = client.get("/search.json?person=ann&person=bo&person.all=1&leaveout=place").json()
    assert data["lists"]["person"] == {
        "wants_all": True,
        "other_join": {"url": "/search/?person=ann&person=bo&leaveout=place", "count": 1},
        "leaves_out": False,
        "leave_url": "/search/?person=ann&person=bo&person.all=1&leaveout=person",
    }
    assert data["lists"]["place"]["leaves_out"]
    assert client.get("/search.json?leaveout=nothing").status_code == 400
