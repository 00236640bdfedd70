"""Decisions on mentions, and passages marked as names, without a page."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from archive.curation.decide import Decided, decide
from archive.curation.name_passages import WordPosition, find_words, name_passages
from tests.factories import make_article, make_mention, make_person

pytestmark = pytest.mark.django_db
BODY = "Malik spoke. Then Malik  left."


@pytest.fixture
def user():
    return get_user_model().objects.create_user("anna")


def test_accepting_one_bearer_of_a_passage_rejects_its_rivals_there_alone(user):
    article, one, other = make_article(body=BODY), make_person(), make_person()
    chosen, rival = (
        make_mention(article=article, entity=who, text="Malik", status="suggested", method="names")
        for who in (one, other)
    )
    elsewhere = make_mention(
        article=article, entity=other, text="Malik", start=18, end=23, status="suggested"
    )
    assert decide(user=user, accepted=[chosen.pk]) == Decided(accepted=1, rejected=1)
    for mention in (chosen, rival, elsewhere):
        mention.refresh_from_db()
    assert [m.status for m in (chosen, rival, elsewhere)] == ["accepted", "rejected", "suggested"]
    assert (chosen.reviewed_by, rival.reviewed_by, elsewhere.reviewed_by) == (user, user, None)


def test_what_is_decided_so_already_or_gone_is_passed_over(user):
    mention = make_mention(
        article=make_article(body=BODY), entity=make_person(), text="Malik", status="suggested"
    )
    assert decide(user=user, rejected=[mention.pk, mention.pk + 1000]) == Decided(rejected=1)
    assert decide(user=user, rejected=[mention.pk]) == Decided()
    assert decide(user=user, reopened=[mention.pk]) == Decided(reopened=1)
    mention.refresh_from_db()
    assert (mention.status, mention.reviewed_by, mention.reviewed_at) == ("suggested", None, None)


def test_words_are_found_whatever_their_case_and_named(user):
    article, malik = make_article(headline="MALIK", body=BODY), make_person()
    found = find_words(article, "málik")
    assert found == [WordPosition("headline", 0, 5), WordPosition("body", 0, 5), WordPosition("body", 18, 23)]
    done = name_passages(article=article, entity=malik, passages=found[1:], certainty="probable", user=user)
    assert done.accepted == 2
    assert list(
        article.mentions.order_by("start").values_list("start", "text", "method", "status", "certainty")
    ) == [
        (0, "Malik", "curator", "accepted", "probable"),
        (18, "Malik", "curator", "accepted", "probable"),
    ]


def test_without_a_passage_the_report_as_a_whole_names_somebody(user):
    article, malik = make_article(body=BODY), make_person()
    name_passages(article=article, entity=malik, passages=[], certainty="certain", user=user)
    mention = article.mentions.get()
    assert (mention.start, mention.text, mention.entity.pk) == (None, "", malik.pk)
