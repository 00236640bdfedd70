"""A passage has an address, which leads to its paragraph."""

from __future__ import annotations

import pytest

from archive.models import Article, Evidence, Passage
from archive.presentation.passages import paragraph_number, passage_address
from archive.text.words import paragraphs
from tests.factories import (
    make_article,
    make_faction,
    make_mention,
    make_passage,
    make_person,
    make_statement,
)

pytestmark = pytest.mark.django_db
BODY = "The road was quiet.\n\n  Two columns left.\nOne came back. One did not."


@pytest.mark.parametrize(
    ("words", "anchor"),
    [
        ("The road", "#p1"),
        ("quiet.\n\n  Two", "#p1"),
        ("\n  Two", "#p2"),
        ("One came back", "#p3"),
        ("One did not.", "#p3"),
    ],
)
def test_the_address_ends_with_the_number_of_the_paragraph(words, anchor):
    article = make_article(headline="On the road", body=BODY)
    passage = make_passage(article=article, words=words)
    passage.refresh_from_db()
    assert passage_address(passage) == f"/articles/{article.pk}-on-the-road/{anchor}"


def test_every_letter_stands_in_the_paragraph_that_has_it():
    for number, paragraph in enumerate(paragraphs(BODY), start=1):
        assert {
            paragraph_number(BODY, at, BODY[at])
            for at in range(paragraph.start, paragraph.end)
            if BODY[at] != " "
        } == {number}


@pytest.mark.parametrize("field", ["headline", "standfirst"])
def test_a_headline_has_an_anchor_of_its_own(field):
    article = make_article(headline="Quiet", standfirst="Quiet", body=BODY)
    passage = make_passage(article=article, words="Quiet", field=field)
    passage.refresh_from_db()
    assert passage_address(passage).endswith(f"-quiet/#{field}")


def test_a_lost_passage_leads_to_its_report():
    article = make_article(headline="Quiet", body=BODY)
    passage = make_passage(article=article, words="quiet")
    Article.objects.filter(pk=article.pk).update(body="Nothing of it.")
    passage.refresh_from_db()
    assert passage_address(passage) == f"/articles/{article.pk}-quiet/"


def test_withheld_names_are_in_no_address_and_move_no_number():
    hidden = make_person(name="Nader Qul", visibility="protected")
    article = make_article(
        headline="Nader Qul freed", body="Nader Qul spoke.\nHe left with Nader Qul.\nTwo fled."
    )
    make_mention(article=article, entity=hidden, text="Nader Qul")
    shown = make_passage(article=article, words="Two fled")
    withheld = make_passage(article=article, words="left with Nader Qul")
    for one in (shown, withheld):
        one.refresh_from_db()
    assert passage_address(shown) == f"/articles/{article.pk}-name-withheld-freed/#p3"
    assert passage_address(withheld) == f"/articles/{article.pk}-name-withheld-freed/"
    shown.article = Article.objects.for_readers().get(pk=article.pk)
    assert passage_address(shown) == f"/articles/{article.pk}-name-withheld-freed/#p3"


def test_the_evidence_of_many_takes_no_query_for_each(django_assert_num_queries):
    one = make_statement(subject=make_person(), object=make_faction(), passages=["He joined.", "He left."])
    with django_assert_num_queries(1):
        found = [
            passage_address(given.passage) for given in Evidence.objects.of_reports().filter(statement=one)
        ]
    assert len(found) == Passage.objects.count() == 2
