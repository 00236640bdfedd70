"""What the home page tells: a dispute with both sides in words, and a change of side."""

from __future__ import annotations

import pytest

from tests.evidence.test_for_home import make_change, make_dispute
from tests.factories import make_article, make_faction, make_name, make_passage, make_person, make_place

pytestmark = pytest.mark.django_db


def home(client):
    return client.get("/").content.decode()


def told(client):
    """Return the part of the page that tells a dispute and a change of side."""
    return home(client).partition('class="home-told"')[2].partition('class="columns home-ways"')[0]


def test_a_dispute_is_told_with_both_sides_and_leads_to_its_event(client):
    event = make_dispute(said="Their men hold the town.", denied="Nobody has entered it.", title="Fighting for Town", date_edtf="1998-08-08")  # fmt: skip
    claim = event.claims.get(act="asserts")

    html = told(client)

    assert f"Who held {claim.object.name}, 8 August 1998?" in html
    assert html.index("Their men hold the town.") < html.index("Nobody has entered it.")
    assert f'href="{event.get_absolute_url()}' in html
    assert f"{claim.value_entity.name}: 1 independent origin; denied by 1" in html


def test_the_words_lead_to_the_paragraph_that_has_them(client):
    article = make_article(body="First paragraph.\n\nThey hold it.", headline="In town")
    make_dispute(said=make_passage(article=article, words="They hold it."))

    assert f'href="{article.get_absolute_url()}#p2"' in told(client)


def test_a_change_of_side_is_told_in_stages_and_leads_to_the_person(client):
    after = make_change(person=make_person(name="Malik", slug="malik"), end="1997-05-28", end_is_real=True)
    after.evidence.create(
        passage=make_passage(article=make_article(body="He has left them.", date_edtf="1998"))
    )

    html = told(client)

    assert 'href="/people/malik/"' in html
    stages = ["He was theirs.", "From 19 May 1997", "He has joined the others.", "From 28 May 1997", "no longer with", "He has left them."]  # fmt: skip
    assert sorted(stages, key=html.index) == stages


def test_the_page_without_either_says_nothing_of_them(client):
    make_article()

    assert told(client) == ""


def test_telling_asks_no_more_of_the_database_when_there_is_more(client, django_assert_max_num_queries):
    for _ in range(8):
        make_dispute()
        make_change()
    home(client)
    # 7 without them; 1 event, 6 its claims with what they name and where they stand; 1 side, 4 the person's statements, their sources and ties
    with django_assert_max_num_queries(19):
        home(client)


# Spellings


def print_spellings(entity, *texts):
    for text in texts:
        name = entity.names.filter(text=text).first() or make_name(entity=entity, text=text)
        mention = make_article(body=f"{text} was there.", mentions=[(entity, text)]).mentions.get()
        mention.name = name
        mention.save()


def test_the_name_with_most_spellings_in_print_is_told_with_them(client):
    few, many = make_person(name="Hekmatyar", names=["Hikmatyar"]), make_faction(name="Taliban")
    print_spellings(few, "Hekmatyar", "Hikmatyar")
    print_spellings(many, "Taliban", "Taleban", "Talebans", "Talban")
    make_name(entity=many, text="Tolibon")

    html = told(client)

    assert f'<h2 id="told-spellings"><a href="{many.get_absolute_url()}">' in html
    spelt = ["Taleban", "Talebans", "Talban"]
    assert [text for text in [*spelt, "Tolibon", "Hikmatyar"] if f'href="/search/?q={text}"' in html] == spelt


def test_a_spelling_of_a_draft_or_a_shared_one_is_not_told(client):
    taliban = make_faction(name="Taliban")
    print_spellings(taliban, "Taliban", "Taleban", "Talebans", "Talban")
    taliban.names.filter(text="Talban").update(ambiguous=True)
    print_spellings(taliban, "Talib")
    taliban.mentions.get(name__text="Talib").article.delete()

    assert told(client) == ""


def test_an_example_says_which_name_its_spelling_finds(client):
    make_article(mentions=[make_person(name="Dostum", slug="dostum", names=["Dostam"])])

    html = home(client)

    example = (
        '<a href="/search/?q=Dostam"><bdi>Dostam</bdi></a> <span class="muted">for <bdi>Dostum</bdi></span>'
    )
    assert example in html


# What is new, and what there is


def test_the_newest_report_is_one_of_a_list_at_the_end(client):
    make_article(headline="aaaa " * 40, body="bbbb " * 100)

    before, _, listed = home(client).partition('class="home-latest"')

    assert "aaaa" in listed
    assert "aaaa" not in before
    assert "bbbb" not in listed


def test_a_place_gives_way_to_those_inside_it(client):
    country = make_place(name="Country")
    for number in range(8):
        town = make_place(name=f"Town {number}", parent=country)
        for _ in range(9 - number):
            make_article(mentions=[town])

    ways = home(client).partition("home-ways")[2].partition("home-latest")[0]

    assert [number for number in range(8) if f"Town {number}" in ways] == [0, 1, 2, 3, 4, 5]
    assert "Country" not in ways
