"""The review of suggested names."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import Mention
from tests.admin.forms import messages_on
from tests.factories import make_article, make_mention, make_name, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def maliks():
    """Give two people who share a name, likeliest first."""
    likely, other = make_person(name="Abdul Malik Pahlawan"), make_person(name="Malik Zafar")
    return [(likely, make_name(entity=likely, text="Malik")), (other, make_name(entity=other, text="Malik"))]


def suggest(maliks, body="They say Malik left."):
    """Add a report that contains the shared name."""
    article = make_article(body=body)
    for rank, (person, name) in enumerate(maliks):
        make_mention(
            article=article,
            entity=person,
            name=name,
            text="Malik",
            method="names",
            status="suggested",
            rank=rank,
        )
    return article


def key_of(article):
    return f"{article.pk}-body-{article.body.index('Malik')}"


def review(client, name="malik", **values):
    return client.post(f"{reverse('admin:review')}?name={name}", values, follow=True)


def statuses(article):
    return list(article.mentions.order_by("rank").values_list("status", flat=True))


def test_names_wait_by_how_many_reports_have_them(curator, maliks):
    for _ in range(2):
        suggest(maliks)
    omar = make_person(name="Omar")
    make_mention(
        article=make_article(body="Omar left."),
        entity=omar,
        name=omar.names.get(),
        text="Omar",
        method="names",
        status="suggested",
    )
    names = curator.get(reverse("admin:review")).context["names"]
    assert [(name["printed"], name["reports"], name["candidates"]) for name in names] == [
        ("Malik", 2, 2),
        ("Omar", 1, 1),
    ]


def test_each_passage_shows_its_candidates_likeliest_first(curator, maliks):
    suggest(maliks)
    page = curator.get(f"{reverse('admin:review')}?name=malik")
    (place,) = page.context["places"]
    assert [mention.entity.name for mention in place.candidates] == ["Abdul Malik Pahlawan", "Malik Zafar"]
    assert "They say <mark>Malik</mark> left." in page.content.decode()


def test_choosing_one_rejects_the_others(curator, maliks):
    article = suggest(maliks)
    answer = review(curator, place=key_of(article), **{f"choice-{key_of(article)}": maliks[1][0].pk})
    assert statuses(article) == ["rejected", "accepted"]
    assert "Names: 1 accepted, 1 rejected." in messages_on(answer)
    assert answer.redirect_chain[-1] == (reverse("admin:review"), 303)


def test_none_of_them_rejects_all_and_leaving_open_changes_nothing(curator, maliks):
    none, later = suggest(maliks), suggest(maliks)
    keys = [key_of(none), key_of(later)]
    review(curator, place=keys, **{f"choice-{keys[0]}": "none", f"choice-{keys[1]}": ""})
    assert statuses(none) == ["rejected", "rejected"]
    assert statuses(later) == ["suggested", "suggested"]


def test_many_are_decided_by_one_button(curator, maliks):
    articles = [suggest(maliks) for _ in range(3)]
    review(curator, place=[key_of(article) for article in articles[:2]], all=maliks[0][0].pk)
    assert [statuses(article) for article in articles] == [["accepted", "rejected"]] * 2 + [
        ["suggested", "suggested"]
    ]
    review(curator, place=[key_of(articles[2])], all="none")
    assert statuses(articles[2]) == ["rejected", "rejected"]


def test_it_can_be_narrowed_to_a_report_or_an_entity(curator, maliks):
    one, two = suggest(maliks), suggest(maliks)
    page = curator.get(f"{reverse('admin:review')}?article={one.pk}")
    assert [place.article.pk for place in page.context["places"]] == [one.pk]
    page = curator.get(f"{reverse('admin:review')}?entity={maliks[1][0].pk}")
    assert [place.article.pk for place in page.context["places"]] == [two.pk, one.pk]


@pytest.mark.parametrize(
    "place", ["", "x", "1", "1-body-x", "9999999999999-body-1", "1-nowhere-0", "1-body-0-0"]
)
def test_odd_answers_are_passed_over(curator, maliks, place):
    article = suggest(maliks)
    assert review(curator, place=place, **{f"choice-{place}": "1"}).status_code == 200
    assert (
        review(curator, place=key_of(article), **{f"choice-{key_of(article)}": "999999"}).status_code == 200
    )
    assert statuses(article) == ["suggested", "suggested"]


@pytest.mark.parametrize(
    "query", ["name=nobody", "article=x", "entity=99999999999999", "page=x", "name=malik&page=99"]
)
def test_odd_addresses_show_an_empty_page(curator, maliks, query):
    suggest(maliks)
    assert curator.get(f"{reverse('admin:review')}?{query}").status_code == 200


def test_what_somebody_decided_meanwhile_is_left_alone(curator, maliks):
    article = suggest(maliks)
    Mention.objects.filter(article=article).update(status="rejected")
    answer = review(curator, place=key_of(article), **{f"choice-{key_of(article)}": maliks[0][0].pk})
    assert statuses(article) == ["rejected", "rejected"]
    assert "Somebody else got there first" in answer.content.decode()


def test_it_costs_no_more_for_more_passages(curator, maliks, django_assert_max_num_queries):
    for _ in range(20):
        suggest(maliks)
    # session, user, 2 permissions, sources, passages, bearers, surroundings and dates, mentions, articles, reasons
    with django_assert_max_num_queries(16):
        curator.get(f"{reverse('admin:review')}?name=malik")


def as_opened(client, article):
    """Return what the page of a report's open passages would send."""
    (place,) = client.get(f"{reverse('admin:review')}?article={article.pk}").context["places"]
    return {"place": place.key, f"seen-{place.key}": place.seen}


def test_who_settles_a_passage_second_is_told_and_may_decide_again(curator, other_curator, maliks):
    article, other = suggest(maliks), suggest(maliks)
    key = key_of(article)
    opened, elsewhere = as_opened(curator, article), as_opened(curator, other)
    review(other_curator, **as_opened(other_curator, article), **{f"choice-{key}": maliks[0][0].pk})
    assert statuses(article) == ["accepted", "rejected"]
    sent = opened | elsewhere | {"place": [key, key_of(other)]}
    page = review(curator, **sent, **{f"choice-{key}": maliks[1][0].pk, f"choice-{key_of(other)}": "none"})
    assert statuses(article) == ["accepted", "rejected"]
    assert statuses(other) == ["rejected", "rejected"]
    html = page.content.decode()
    assert "Boris has decided: Abdul Malik Pahlawan accepted, Malik Zafar rejected." in html
    (place,) = page.context["places"]
    assert place.chosen == str(maliks[1][0].pk)
    again = {"place": key, f"seen-{key}": place.seen, f"late-{key}": "1", f"choice-{key}": place.chosen}
    review(curator, **again)
    assert statuses(article) == ["rejected", "accepted"]


def test_an_old_page_undoes_nothing(curator, other_curator, maliks):
    article = suggest(maliks)
    key, opened = key_of(article), as_opened(curator, article)
    review(other_curator, **as_opened(other_curator, article), **{f"choice-{key}": "none"})
    page = review(curator, **opened, **{f"choice-{key}": maliks[0][0].pk})
    assert statuses(article) == ["rejected", "rejected"]
    assert "Somebody else got there first" in page.content.decode()
    page = review(curator, **opened, all=maliks[0][0].pk)
    assert statuses(article) == ["rejected", "rejected"]
