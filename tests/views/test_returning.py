"""The link back from a report to the results that led to it."""

from __future__ import annotations

import pytest
from django.test.utils import override_script_prefix

from archive.views.returning import results_left
from tests.factories import make_article

pytestmark = pytest.mark.django_db
BACK = "Back to results"


def page(client, article, came_from):
    headers = {"Referer": came_from} if came_from else {}
    return client.get(article.get_absolute_url(), headers=headers)


@pytest.mark.parametrize("query", ["", "?q=kabul&person=dostum&page=3", "?q=%22mazar%20fell%22"])
def test_a_report_leads_back_to_the_results_it_was_opened_from(client, query):
    answer = page(client, make_article(), f"http://testserver/search/{query}")
    assert BACK in answer.content.decode()
    assert answer.context["results_url"] == f"/search/{query}"
    assert "Referer" in answer["Vary"]


@pytest.mark.parametrize(
    "came_from",
    ["", "https://elsewhere.example/search/?q=kabul", "http://testserver/people/", "http://testserver/nowhere/",
     "http://testserver/search.json?q=kabul", "javascript:alert(1)", "http://[", "http://testserver.evil.example/search/"],
)  # fmt: skip
def test_from_anywhere_else_there_are_no_results_to_go_back_to(client, came_from):
    assert BACK not in page(client, make_article(), came_from).content.decode()


@override_script_prefix("/dateline/")
def test_a_prefix_of_the_site_is_kept(rf):
    request = rf.get("/articles/1-talks/", headers={"Referer": "http://testserver/dateline/search/?q=kabul"})
    assert results_left(request) == "/dateline/search/?q=kabul"
