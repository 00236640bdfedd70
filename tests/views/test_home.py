"""What the home page tells: a dispute with both sides in words, and a change of side."""

from __future__ import annotations

import pytest

from tests.evidence.test_told import make_change, make_dispute
from tests.factories import make_article, make_passage, make_person

pytestmark = pytest.mark.django_db


def home(client):
    return client.get("/").content.decode()


def told(client):
    """Return the part of the page that tells a dispute and a change of side."""
    return home(client).partition('class="home-told"')[2].partition('class="home-holdings"')[0]


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
