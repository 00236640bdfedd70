"""The page of a story: its copies side by side."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from archive.models import Story
from tests.factories import make_article, make_person, make_source

pytestmark = pytest.mark.django_db

TEXT = "The town fell at noon on Sunday, residents said by telephone. The road to the north was open.\n\nA spokesman denied it."
CUT = "The town fell on Monday, residents said by telephone.\n\nA spokesman denied it. He named nobody else in the town."


@pytest.fixture
def story():
    story = Story.objects.create(note="Sent by wire.")
    wire = make_source(name="Wire", slug="wire", kind="agency")
    make_article(
        headline="Town falls",
        body=TEXT,
        story=story,
        source=wire,
        date_edtf="1998-08-09",
        dateline="NORTHTOWN",
    )
    make_article(
        headline="The town falls",
        body=CUT,
        story=story,
        source=make_source(name="Post"),
        date_edtf="1998-08-10",
    )
    make_article(
        headline="Town falls",
        body=TEXT.upper(),
        story=story,
        source=make_source(name="Echo"),
        date_edtf="1998-08-11",
    )
    return story


def shown(client, story, **params):
    response = client.get(reverse("story", args=[story.pk]), params)
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_past_the_last_shows_the_last_and_says_so(client, story):
    html = shown(client, story, page=9)
    assert "There is no page 9: there is only one." in html
    assert 'id="copies"' in html


def test_copies_stand_in_order_of_time_with_the_likely_origin_and_why(client, story):
    html = shown(client, story)
    assert "printed 3 times, and on different days" in html
    assert "Sent by wire." in html
    assert "No other copy is dated as early: 9 August 1998." in html
    table = html[html.index('id="copies"') :].split("</table>")[0]
    assert re.findall(r"<bdi>(Wire|Post|Echo)</bdi>", table) == ["Wire", "Post", "Echo"]
    assert table.count("likely origin</span>") == 1


def test_what_a_copy_left_out_and_added_is_marked_word_by_word_and_listed(client, story):
    html = shown(client, story)
    post = html[html.index("<bdi>Post</bdi></a>, <time") :].split("</section>")[0]
    assert "Leaves out 10 words and adds 8." in post
    assert "<ins>The</ins> town falls" in post.replace("Town", "town")
    assert "fell <del>at noon</del> on <del>Sunday,</del> <ins>Monday,</ins> residents" in post
    assert '<li dir="auto">The road to the north was open.</li>' in post
    assert '<li dir="auto">He named nobody else in the town.</li>' in post
    echo = html[html.index("<bdi>Echo</bdi></a>, <time") :].split("</section>")[0]
    assert "The same words." in echo
    assert "<details" not in echo


def test_another_copy_can_be_the_one_to_compare_with(client, story):
    post = story.articles.get(source__name="Post")
    html = shown(client, story, against=post.pk)
    assert "another copy, not the likely origin" in html
    wire = html[html.index("<bdi>Wire</bdi></a>, <time") :].split("</section>")[0]
    assert "Leaves out 8 words and adds 10." in wire
    assert "Compared with the likely origin" in shown(client, story, against="nonsense")


def test_a_copy_or_a_page_that_is_none_is_said_to_be_none(client, story):
    html = shown(client, story, against="first", page="two")
    assert re.findall(r'class="said-message">(.*?)</p>', html) == [
        "“<bdi>first</bdi>” is no copy of this story: the copies are compared with the likely origin.",
        "“<bdi>two</bdi>” is not a page number: pages are counted from 1.",
    ]
    assert "said-message" not in shown(client, story, page="1")


def test_it_is_linked_from_reports_and_from_hits_with_copies(client, story):
    address = reverse("story", args=[story.pk])
    article = story.articles.first()
    assert f'href="{address}"' in client.get(article.get_absolute_url()).content.decode()
    assert f'href="{address}"' in client.get("/search/").content.decode()
    data = client.get("/search.json").json()
    assert [hit["story_url"] for hit in data["results"]] == [f"http://testserver{address}"]
    assert [hit["story_url"] for hit in client.get("/search.json?copies=1").json()["results"]] == [None] * 3
    assert address in client.get("/sitemap-stories.xml").content.decode()


def test_drafts_and_withdrawn_copies_do_not_show_and_the_last_copy_stands_alone(client, story):
    story.articles.filter(source__name="Post").update(status="withdrawn")
    html = shown(client, story)
    assert "Post" not in html
    assert "printed 2 times" in html
    story.articles.filter(source__name="Echo").update(status="draft")
    left = story.articles.get(status="published")
    response = client.get(reverse("story", args=[story.pk]))
    assert (response.status_code, response["Location"]) == (302, left.get_absolute_url())
    assert "stories/" not in client.get("/sitemap-stories.xml").content.decode()
    story.articles.update(status="draft")
    assert client.get(reverse("story", args=[story.pk])).status_code == 404


def test_protected_names_are_withheld_in_every_copy(client, story):
    Story.objects.update(note="First told by Zulfiqar Marvand")
    article = story.articles.get(source__name="Post")
    article.body = f"Zulfiqar Marvand wrote it. {article.body}"
    article.save()
    make_person(name="Zulfiqar Marvand", slug="zm", visibility="protected")
    html = shown(client, story)
    assert "Zulfiqar" not in html
    assert "<ins>[name withheld] wrote it.</ins>" in html


def test_markup_in_a_report_is_escaped(client):
    story = Story.objects.create()
    make_article(headline="One", body="Plain words here.", story=story, date_edtf="1998")
    make_article(
        headline="Two", body="<b>Plain</b> words <script>x</script> here.", story=story, date_edtf="1999"
    )
    html = shown(client, story)
    assert "<script>x" not in html
    assert "words &lt;<ins>script&gt;x&lt;/script&gt;</ins> here." in html


def test_many_copies_are_compared_ten_at_a_time(client, story):
    for _ in range(10):
        make_article(body=TEXT, story=story, date_edtf="1999")
    html = shown(client, story)
    assert html.count("story-copy") == 10
    assert 'href="/stories/' in html and "?page=2" in html
    assert shown(client, story, page=2).count("story-copy") == 2


def test_the_number_of_queries_does_not_grow(client, story, django_assert_num_queries):
    for _ in range(2):
        # the copies with their sources, the story, protected names in its note, the texts
        with django_assert_num_queries(4):
            shown(client, story)
        for _ in range(5):
            make_article(body=TEXT, story=story, date_edtf="1999")
