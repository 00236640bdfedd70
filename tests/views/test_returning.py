"""The way back from a report to the results that led to it, and on to its neighbours there."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Article, Story
from archive.views.returning import message_of
from tests.factories import make_article, make_mention, make_person, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def reports():
    """Twenty-two reports that contain "convoy", the latest first in the results."""
    source = make_source()
    days = [f"1998-01-{day:02}" for day in range(22, 0, -1)]
    return [
        make_article(headline=f"Report of {day}", body="The convoy left.", date_edtf=day, source=source)
        for day in days
    ]


def results(client, query):
    """Return the addresses of the reports on a page of results."""
    html = client.get(f"/search/?{query}").content.decode()
    return [unescape(url) for url in re.findall(r'<h3 class="headline"[^>]*><a href="([^"]+)"', html)]


def test_a_result_leads_to_the_report_with_its_place_and_from_there_on_and_back(client, reports):
    urls = results(client, "q=convoy&sort=newest")
    assert urls[1] == f"{reports[1].get_absolute_url()}?q=convoy&sort=newest&hit=2"
    answer = client.get(urls[1])
    way = answer.context["way"]
    assert (way.found.place, way.found.total, way.message) == (2, 22, "")
    assert (way.previous.url, way.next.url) == (urls[0], urls[2])
    assert way.found.results_url == "/search/?q=convoy&sort=newest"
    html = answer.content.decode()
    assert "Back to 22 results" in html and "2 of 22" in html


@pytest.mark.parametrize("query", ["q=convoy&sort=newest", "q=convoy", "sort=oldest", ""])
def test_leafing_from_report_to_report_meets_every_result_in_order_over_the_border_of_pages(
    client, reports, query
):
    expected = [*results(client, query), *results(client, f"{query}&page=2")]
    met, url = [], expected[0]
    while url:
        met.append(url)
        following = client.get(url).context["way"].next
        url = following and following.url
    assert met == expected and len(met) == 22


def test_the_way_back_leads_to_the_page_of_results_on_which_the_report_is(client, reports):
    (url, _) = results(client, "q=convoy&sort=newest&page=2")
    assert url.endswith("&hit=21")
    assert client.get(url).context["way"].found.results_url == "/search/?q=convoy&sort=newest&page=2"


def test_results_that_have_changed_are_told(client, reports):
    (first, second, *_) = results(client, "q=convoy&sort=newest")
    reports[0].delete()
    way = client.get(second).context["way"]
    assert (way.found.place, way.message) == (1, "The results have changed: this report was number 2.")
    Article.objects.filter(pk=reports[1].pk).update(body="Nothing.")
    html = client.get(second).content.decode()
    assert "This report is no longer among these results." in html
    assert "Back to 20 results" in html


def test_a_report_that_is_nowhere_near_its_place_is_told_too(client, reports):
    way = client.get(f"{reports[0].get_absolute_url()}?q=convoy&hit=1").context["way"]
    far = replace(way.found, place=None)
    assert message_of(far, 3) == "The results have changed: this report is no longer near place 3."
    assert message_of(far, None) == ""


def test_a_search_that_cannot_be_read_leads_back_all_the_same(client, reports):
    answer = client.get(f"{reports[0].get_absolute_url()}?q=convoy&from=1999&to=1998&hit=1")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Back to the search" in html and "can no longer be read" in html


@pytest.mark.parametrize("hit", ["", "0", "-1", "x", "١", "1e3", "9" * 40, "999999"])
def test_a_place_that_is_none_is_no_failure(client, reports, hit):
    answer = client.get(reports[0].get_absolute_url(), {"q": "convoy", "hit": hit})
    assert answer.status_code == 200 and "Back to 22 results" in answer.content.decode()
    is_number = hit in ("", "999999")
    assert ("is not the number of a result" in answer.context["way"].message) is not is_number


def test_a_copy_stands_where_its_story_does(client, reports):
    story = Story.objects.create()
    Article.objects.filter(pk=reports[3].pk).update(story=story)
    copy = make_article(body="The convoy left.", date_edtf="1998-01-01", story=story)
    html = client.get("/search/?q=convoy&sort=newest").content.decode()
    url = f"{copy.get_absolute_url()}?q=convoy&sort=newest&hit=4"
    assert url.replace("&", "&amp;") in html
    way = client.get(url).context["way"]
    assert (way.found.place, way.message) == (4, "")
    assert way.previous.headline == reports[2].headline


def test_a_report_that_was_not_opened_from_results_has_no_way_back_and_may_be_indexed(client, reports):
    answer = client.get(reports[0].get_absolute_url())
    assert answer.context["way"] is None and "way-back" not in answer.content.decode()
    assert "X-Robots-Tag" not in answer and "Referer" not in answer.get("Vary", "")


def test_an_address_with_a_search_is_not_indexed_and_names_the_plain_one(client, reports):
    answer = client.get(f"{reports[0].get_absolute_url()}?q=convoy&hit=1")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    plain = f"http://testserver{reports[0].get_absolute_url()}"
    html = answer.content.decode()
    assert f'<link rel="canonical" href="{plain}">' in html
    assert f"{plain} (accessed" in html
    assert "Disallow: /articles/*?" in client.get("/robots.txt").content.decode()


def test_an_old_address_keeps_the_search(client, reports):
    answer = client.get(f"/articles/{reports[0].pk}/?q=convoy&hit=1")
    assert answer.url == f"{reports[0].get_absolute_url()}?q=convoy&hit=1"


def test_more_filters_than_may_be_combined_are_left_out_here_too(client, reports):
    filters = "&".join(
        f"language={code}"
        for code in ["ab", "ac", "ad", "ae", "af", "ag", "ah", "ai", "aj", "ak", "al", "am", "an", "ao"]
    )
    assert client.get(f"{reports[0].get_absolute_url()}?q=convoy&{filters}&hit=1").status_code == 200


def test_neither_neighbours_nor_their_headlines_are_counted_or_searched_twice(client, reports):
    url = results(client, "q=convoy&sort=newest")[1]
    client.get(url)
    with CaptureQueriesContext(connection) as plain:
        client.get(reports[1].get_absolute_url())
    with CaptureQueriesContext(connection) as opened:
        client.get(url)
    # the neighbours, and what words are
    assert len(opened) - len(plain) <= 4, [query["sql"][:200] for query in opened]


# What was searched for


def test_words_are_marked_in_headline_standfirst_and_text_in_all_their_forms(client):
    article = make_article(
        headline="Convoys", standfirst="A convoy left.", body="No road.\n\nThe convoy's end."
    )
    html = client.get(f"{article.get_absolute_url()}?q=convoy").content.decode()
    assert '<mark class="found" id="found-1">Convoys</mark>' in html
    assert '<mark class="found" id="found-2">convoy</mark>' in html
    assert '<mark class="found" id="found-3">convoy</mark>' in html
    assert 'href="#found-1">3 matches in this report' in html


@pytest.mark.parametrize(
    ("asked", "marked"),
    [
        ('"long road"', ["long road"]),
        ('"end of the road"', ["end of the road"]),
        ('"long road" road', ["road", "long road", "road"]),
        ("long road", ["road", "long", "long road", "road"]),
        ('"road long"', []),
    ],
)
def test_a_phrase_is_marked_where_it_stands_and_its_words_nowhere_else(client, asked, marked):
    article = make_article(
        headline="Report", body="The road was long. The long road, to the end of the road."
    )
    html = client.get(article.get_absolute_url(), {"q": asked}).content.decode()
    assert re.findall(r'class="found"[^>]*>([^<]*)</mark>', html) == marked


def test_a_name_is_marked_by_its_mentions_in_whatever_spelling(client):
    dostum = make_person(name="Abdul Rashid Dostum", names=["Dostam"])
    article = make_article(body="General Dostam left. He met nobody.")
    make_mention(article=article, entity=dostum, text="General Dostam")
    html = client.get(f"{article.get_absolute_url()}?q=dostam").content.decode()
    assert '<mark class="found" id="found-1">General Dostam</mark></a><span class="steps"' in html


def test_a_report_without_the_words_says_so_and_one_without_a_question_does_not(client):
    article = make_article(headline="Snow", body="It snowed.", date_edtf="1998")
    said = "None of the words searched for is in the text of this report."
    assert said in client.get(f"{article.get_absolute_url()}?q=convoy").content.decode()
    assert said not in client.get(f"{article.get_absolute_url()}?year=1998&hit=1").content.decode()


def test_protected_names_are_not_marked_nor_told(client):
    hidden = make_person(name="Qorban Zhak", visibility="protected")
    article = make_article(body="Qorban Zhak left. The rest stayed.")
    make_mention(article=article, entity=hidden, text="Qorban Zhak")
    html = client.get(f"/articles/{article.pk}/?q=rest", follow=True).content.decode()
    assert 'id="found-1">rest</mark>' in html and "Zhak" not in html
    html = client.get(f"/articles/{article.pk}/?q=zhak", follow=True).content.decode()
    assert 'class="found"' not in html
