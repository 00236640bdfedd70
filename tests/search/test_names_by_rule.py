"""Typed names that are no known spelling are read by rule where it is certain what is meant, and the page says how."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from archive.matching.link import link
from archive.search import search
from tests.factories import make_article, make_faction, make_name, make_person, make_place

pytestmark = pytest.mark.django_db


def ask(query):
    return search(QueryDict(urlencode({"q": query})))


def read(query):
    return [(name.typed, name.entity.slug, name.rule) for name in ask(query).names]


@pytest.fixture
def known():
    make_faction(name="Taliban", slug="taliban", names=["Taleban", "Talib"])
    make_place(name="Mazar-i-Sharif", slug="mazar", names=["Mazar-e-Sharif", "Mazar"])
    make_person(name="Ahmad Shah Massoud", slug="massoud", names=["Masood", "Massoud"])
    make_person(name="Abdul Rashid Dostum", slug="dostum", names=["Dostum", "Rashid Dostum"])
    make_person(name="Mullah Omar", slug="omar")
    make_faction(name="People's Party", slug="party")
    make_person(name="Abu Bakar Ba'asyir", slug="baasyir", names=["Baʿasyir"])
    make_place(name="Ch’ang", slug="chang")
    make_person(
        name="Ahmad Shah Abdali", slug="abdali", names=["Ahmed Shah Abdaly", "Ahmad Schah al-Abdali", "Baba"]
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("masood's death", [("masood's", "massoud", "possessive")]),
        ("masood’s death", [("masood's", "massoud", "possessive")]),
        ("general dostum's militia", [("general dostum's", "dostum", "title")]),
        ("General Abdul Rashid Dostum", [("General Abdul Rashid Dostum", "dostum", "title")]),
        ("former president dr masood", [("former president dr masood", "massoud", "title")]),
        ("mullah omar", [("mullah omar", "omar", "")]),
        ("baasyir", [("baasyir", "baasyir", "")]),
        ("ba'asyir's men", [("ba'asyir's", "baasyir", "possessive")]),
        ("Chʻang", [("Chʻang", "chang", "")]),
        ("chang fell", [("chang", "chang", "")]),
        ("талибан кабул", [("талибан", "taliban", "script")]),
        ("Мазари-Шариф", [("Мазари-Шариф", "mazar", "script")]),
        ("Мазар-и-Шариф", [("Мазар-и-Шариф", "mazar", "script")]),
        ("Мазар", [("Мазар", "mazar", "script")]),
        ("तालिबान", [("तालिबान", "taliban", "script")]),
        ("طالبان", []),
        ("ahmed shah abdali", [("ahmed shah abdali", "abdali", "parts")]),
        ("king ahmed schah abdaly's army", [("king ahmed schah abdaly's", "abdali", "parts")]),
        ('"ahmed shah abdali fell"', [("ahmed shah abdali", "abdali", "parts")]),
        # Not a part that no name has, nor one part of three, nor parts in another order.
        ("ahmet shah abdali", []),
        ("ahmed abdali", []),
        ("abdali shah ahmed", []),
        ("talibs", [("talibs", "taliban", "plural")]),
        ("mazarisharif", [("mazarisharif", "mazar", "joined")]),
        ("rashiddostum", [("rashiddostum", "dostum", "joined")]),
        ("dos tum", [("dos tum", "dostum", "joined")]),
        ("do stum", []),
        ("people's party", [("people's party", "party", "")]),
        ('"masood\'s death"', [("masood's", "massoud", "possessive")]),
        ('"general dostum fled"', [("dostum", "dostum", "")]),
        ('"talibs fled"', [("talibs", "taliban", "plural")]),
        ('"mazarisharif fell"', [("mazarisharif", "mazar", "joined")]),
        ("title:masood's", [("masood's", "massoud", "possessive")]),
        ("-talibs", [("talibs", "taliban", "plural")]),
        # No name is made of ordinary words, of letters, or of a title and a place.
        ("general mazar", [("mazar", "mazar", "")]),
        ("general", []),
        ("troops", []),
    ],
)
def test_a_form_of_a_name_is_read_as_the_name(known, query, expected):
    assert read(query) == expected


def test_a_possessive_and_a_title_find_what_the_name_finds(known):
    for body in (
        "Masood spoke.",
        "Massoud's men fled.",
        "Dostum spoke.",
        "General Dostum left.",
        "The Masoods.",
    ):
        make_article(body=body)
    link(articles=[hit.article.pk for hit in ask("").hits])
    assert [hit.article.pk for hit in ask("masood's").hits] == [hit.article.pk for hit in ask("masood").hits]
    assert ask("general dostum").total == ask("dostum").total == 2
    assert ask('"massoud\'s men"').total == ask('"masood\'s men"').total == 1


def test_what_was_typed_is_found_too_where_it_is_no_known_spelling(known):
    typed = [make_article(body="The talibs left."), make_article(body="At Mazarisharif.")]
    link(articles=typed)
    assert [ask("talibs").total, ask("mazarisharif").total] == [1, 1]
    assert "<mark>talibs</mark>" in ask("talibs").hits[0].snippet


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            'person:"general dostum\'s"',
            "“general dostum's” was read as Abdul Rashid Dostum, the title set aside.",
        ),
        ("faction:talibs", "“talibs” was read as Taliban, in the plural."),
        ("place:mazarisharif", "“mazarisharif” was read as Mazar-i-Sharif, with its words parted otherwise."),
        ("person:masood", ""),
    ],
)
def test_a_field_reads_a_name_by_rule_too(known, query, said):
    named = make_article(body="Dostum, Massoud and the Taliban in Mazar.")
    link(articles=[named])
    results = ask(query)
    assert ([hit.article.pk for hit in results.hits], "".join(results.messages)) == ([named.pk], said)


def test_parts_of_two_entities_are_offered():
    for number in (1, 2):
        person = make_person(name="Karim Khalil", slug=f"khalil-{number}")
        make_name(entity=person, text="Kareem Khaleel")
    results = ask("karim khaleel")
    assert read("karim khaleel") == []
    assert {option.entity.slug for option in results.choices[0].options} == {"khalil-1", "khalil-2"}


def test_parts_are_not_put_together_from_hidden_or_unsearched_names():
    hidden = make_person(name="Karim Khalil", names=["Kareem Khaleel"], visibility="protected")
    shown = make_person(name="Rahim Jalil")
    make_name(entity=shown, text="Raheem Jaleel", in_search=False)
    assert hidden.pk and [read("karim khaleel"), read("rahim jaleel")] == [[], []]


def test_a_name_read_by_rule_is_not_corrected(known):
    link(articles=[make_article(body="Mahsood spoke at dusk.") for _ in range(3)])
    results = ask("masood's dusk")
    assert [(name.typed, name.rule) for name in results.names] == [("masood's", "possessive")]
    assert results.suggestions.correction is None


def test_a_plural_of_an_ordinary_or_a_short_word_is_no_name():
    make_faction(name="Tiger Force", names=["Front"])
    make_place(name="Khan")
    assert [read("fronts"), read("khans")] == [[], []]


def test_a_title_chooses_the_person_of_two_bearers():
    ghani = make_person(name="Ashraf Ghani", slug="ghani", names=["Ghani"])
    make_place(name="Ghani", slug="a-town")
    assert read("ghani") == []
    assert read("president ghani") == [("president ghani", ghani.slug, "title")]


def test_a_shared_name_after_a_title_or_in_the_possessive_is_offered():
    for side in ("North", "South"):
        make_name(entity=make_person(name=f"Malik {side}"), text="Malik", ambiguous=True)
    make_name(entity=make_place(name="Malik Village"), text="Malik", ambiguous=True)
    offered = {
        query: [option.entity.name for option in ask(query).choices[0].options]
        for query in ("general malik", "malik's men")
    }
    assert offered["general malik"] == ["Malik North", "Malik South"]
    assert len(offered["malik's men"]) == 3


def test_page_and_data_say_how_a_name_was_read_with_the_way_back(known, client):
    html = client.get("/search/", {"q": "general dostum"}).content.decode()
    assert (
        '“<bdi>general dostum</bdi>” was read as <a href="/people/dostum/"><bdi>Abdul Rashid Dostum</bdi></a>, the title set aside.'
        " Also searched for" in html
    )
    assert "?q=%3D%22general+dostum%22" in html
    data = client.get("/search.json", {"q": "general dostum"}).json()["names"][0]
    assert (data["rule"], data["off_url"]) == ("title", "/search/?q=%3D%22general+dostum%22")
    header = client.get("/search.csv", {"q": "mullah omar's men"})["Dateline-Notice"]
    assert "was read as Mullah Omar" in header


def test_the_way_back_searches_for_the_words(known):
    report = make_article(body="General Dostum.")
    make_article(body="Dostum.")
    literal = search(QueryDict(ask("general dostum").names[0].off_url.partition("?")[2]))
    assert [hit.article.pk for hit in literal.hits] == [report.pk]
    assert [(name.typed, name.on) for name in literal.names] == [("general dostum", False)]
