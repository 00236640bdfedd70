"""Suggestions: names that begin with the typed letters."""

from __future__ import annotations

import pytest

from tests.factories import make_article, make_faction, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


def suggested(client, q):
    response = client.get("/suggest.json", {"q": q})
    assert response.status_code == 200
    return response.json()


def labels(client, q):
    return [one["label"] for one in suggested(client, q)]


def test_it_gives_label_kind_count_and_address(client):
    person = make_person(name="Massoud", slug="massoud")
    make_article(body="Massoud.", mentions=[(person, "Massoud")])
    assert suggested(client, "mas") == [
        {"label": "Massoud", "kind": "person", "what": "person", "count": 1, "url": "/people/massoud/"}
    ]


def test_the_most_reported_come_first_whatever_their_kind(client):
    one, two, three = make_person(name="Mazari"), make_place(name="Mazar"), make_faction(name="Mazdoor")
    for thing, times in ((one, 1), (two, 3), (three, 2)):
        for _ in range(times):
            make_article(body=f"{thing.name}.", mentions=[(thing, thing.name)])
    assert labels(client, "maz") == ["Mazar", "Mazdoor", "Mazari"]


@pytest.mark.parametrize("typed", ["mazar-i", "MAZAR I", "mazār", "Mazar- i", "مزار"])
def test_any_spelling_fits_in_any_case_with_any_hyphens_and_once(client, typed):
    make_place(name="Mazar-i-Sharif", names=["Mazar-i Sharif", "مزار شریف", "Mazar"])
    assert labels(client, typed) == ["Mazar-i-Sharif"]


@pytest.mark.parametrize("typed", ["sharif", "shar", "i sha", "sharif maz", "MAZĀR-e Sharif"])
def test_a_name_fits_by_any_of_its_words_in_any_order(client, typed):
    make_place(name="Mazar-i-Sharif", names=["Mazar-e-Sharif"])
    make_person(name="Masharif")
    assert labels(client, typed) == ["Mazar-i-Sharif"]


def test_two_letters_are_the_beginning_of_a_name(client):
    make_place(name="Mazar-i-Sharif")
    make_person(name="Shamil")
    assert labels(client, "sh") == ["Shamil"]


def test_it_says_which_country_a_place_is_in(client):
    country = make_place(name="Afghanistan", place_type="country")
    province = make_place(name="Balkh", place_type="province", parent=country)
    make_place(name="Mazar-i-Sharif", place_type="city", parent=province)
    make_place(name="Sharif Rock")
    assert [one["what"] for one in suggested(client, "sharif")] == ["city in Afghanistan", "place"]
    assert suggested(client, "afgh")[0]["what"] == "country"


def test_a_source_fits_by_any_word_of_its_name_once_it_has_a_published_report(client):
    source = make_source(name="The Northern Digest", slug="digest")
    make_article(source=source, status="draft")
    assert suggested(client, "digest") == []
    make_article(source=source)
    assert suggested(client, "dig") == [
        {
            "label": "The Northern Digest",
            "kind": "source",
            "what": "source",
            "count": 1,
            "url": "/sources/digest/",
        }
    ]


def test_there_are_eight_at_most(client):
    for number in range(12):
        make_person(name=f"Mullah {number}")
    assert len(suggested(client, "mul")) == 8


@pytest.mark.parametrize("visibility", ["draft", "protected"])
def test_what_is_not_public_is_never_suggested(client, visibility):
    make_person(name="Massoud", names=["Masud"], visibility=visibility)
    assert suggested(client, "mas") == []


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "'", "\0", "\\", "-", "a" * 5000, '("*'])
def test_odd_input_gives_an_answer(client, typed):
    make_person(name="Massoud")
    assert suggested(client, typed) == []


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    make_person(name="Massoud")
    for _ in range(2):
        # names, clock of the data, records (reread, as the test writes in its transaction), sources, entities; one to spare
        with django_assert_max_num_queries(6):
            suggested(client, "mas")
        for number in range(10):
            person = make_person(name=f"Mas {number}")
            make_article(body=f"Mas {number}.", mentions=[(person, f"Mas {number}")])
