from __future__ import annotations

import pytest
from django.http import QueryDict

from archive.models import Article
from archive.search import listing
from archive.search.relevance import feedback
from archive.search.relevance.feedback import LONG, SHORT, strength_for
from tests.factories import make_article, make_source


@pytest.mark.parametrize(
    ("terms", "fifth", "loose", "expected"),
    [
        (12, 0.9, False, LONG),
        (12, 0.7, True, SHORT),
        (12, 0.7, False, None),
        (4, 0.6, True, SHORT),
        (4, 0.6, False, None),
        (4, 0.4, True, None),
        (3, 0.9, True, None),
    ],
)
def test_long_questions_bear_strong_feedback_and_short_ones_weak(terms, fifth, loose, expected):
    scores = [1.0] * 4 + [fifth] * 6
    assert strength_for(terms, scores, loose=loose) is expected


def test_too_few_reports_bear_no_feedback():
    assert strength_for(12, [1.0] * 9, loose=True) is None


def order(typed):
    params = QueryDict(mutable=True)
    params.update({"q": typed, "match": "most"})
    headlines = Article.objects.in_bulk()
    return [headlines[pk].headline for pk in listing(params).ids]


@pytest.fixture
def marsh(db):
    """A report with all the words asked, ten with three of them and with others in common, and two with two, of which one has those."""
    source = make_source()
    Article.objects.bulk_create(
        Article(source=source, headline=f"Other {number}", body="pebble gravel granite", status="published")
        for number in range(130)
    )
    make_article(source=source, headline="All", body="falcon heron egret bittern seen there")
    for number in range(10):
        make_article(source=source, headline=f"Three {number}", body="falcon heron egret among marsh reeds")
    make_article(source=source, headline="Two among reeds", body="falcon heron along marsh reeds")
    make_article(source=source, headline="Two", body="falcon heron along empty roads")


def test_what_the_best_reports_have_in_common_tells_the_others_apart(marsh, monkeypatch):
    typed = "falcon heron egret bittern"
    assert order(typed)[0] == "All"
    assert order(typed)[-2:] == ["Two among reeds", "Two"]
    monkeypatch.setattr("archive.search.relevance.ranking.strength_for", lambda *_, **__: None)
    assert order(typed)[-2:] == ["Two", "Two among reeds"]


def test_the_first_reports_of_a_short_question_stay(marsh, monkeypatch):
    # A report with all the words stays first, however much the others have in common.
    strong = feedback.Strength(terms=SHORT.terms, share=0.0, weight=50.0, firm=SHORT.firm)
    monkeypatch.setattr("archive.search.relevance.ranking.strength_for", lambda *_, **__: strong)
    assert order("falcon heron egret bittern")[0] == "All"
    loose = feedback.Strength(terms=SHORT.terms, share=0.0, weight=50.0, firm=0)
    monkeypatch.setattr("archive.search.relevance.ranking.strength_for", lambda *_, **__: loose)
    assert order("falcon heron egret bittern")[0] != "All"
