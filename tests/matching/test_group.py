"""Copies of a story."""

from __future__ import annotations

import pytest

from archive.matching.group import GroupResult, group
from archive.models import Article, Fingerprint, Story
from tests.factories import make_article
from tests.matching.test_sketch import altered, text_of

pytestmark = pytest.mark.django_db
STORY = text_of(300, seed=11)
CUT = " ".join(STORY.split()[:180])
REVISED = altered(STORY, share=0.04, seed=12)
ELSEWHERE = text_of(300, seed=13)


def stories(*articles):
    found = Article.objects.in_bulk([article.pk for article in articles])
    return [found[article.pk].story_id for article in articles]


def test_it_joins_copies_and_leaves_others_alone():
    articles = [make_article(body=body) for body in (STORY, CUT, REVISED, ELSEWHERE)]
    assert group(articles=articles) == GroupResult(articles=4, joined=3, stories=1)
    first, second, third, other = stories(*articles)
    assert first == second == third is not None
    assert other is None


def test_it_finds_copies_that_came_before():
    earlier = make_article(body=STORY)
    group(articles=[earlier])
    later = make_article(body=CUT)
    group(articles=[later])
    assert len(set(stories(earlier, later))) == 1 and earlier.pk != later.pk
    assert stories(later) != [None]


def test_it_writes_nothing_the_second_time():
    articles = [make_article(body=body) for body in (STORY, CUT, ELSEWHERE)]
    group(articles=articles)
    before = (
        list(Article.objects.order_by("pk").values("story", "updated_at")),
        list(Fingerprint.objects.values()),
    )
    assert group(articles=articles) == GroupResult(articles=3)
    assert before == (
        list(Article.objects.order_by("pk").values("story", "updated_at")),
        list(Fingerprint.objects.values()),
    )


def test_it_makes_one_story_of_two_when_the_link_comes():
    head, tail = " ".join(STORY.split()[:170]), " ".join(STORY.split()[130:])
    articles = [make_article(body=body) for body in (head, head, tail, tail)]
    group(articles=articles)
    assert Story.objects.count() == 2
    whole = make_article(body=STORY)
    group(articles=[whole])
    assert len(set(stories(whole, *articles))) == 1
    assert Story.objects.count() == 1


def test_it_joins_short_texts_only_when_all_words_are_the_same():
    short = "Two lorries were burnt on the road to the pass last night."
    articles = [
        make_article(body=body)
        for body in (short, short.upper(), short + " Nobody was hurt.", "Quiet.", "Quiet.")
    ]
    group(articles=articles)
    first, second, *others = stories(*articles)
    assert first == second is not None
    assert others == [None, None, None]


def test_it_leaves_out_what_a_curator_took_out():
    articles = [make_article(body=STORY) for _ in range(3)]
    group(articles=articles)
    Article.objects.filter(pk=articles[0].pk).update(story=None, story_decided=True)
    later = make_article(body=STORY)
    group(articles=[*articles, later])
    apart, *together = stories(*articles, later)
    assert apart is None
    assert len(set(together)) == 1


def test_it_joins_no_reports_by_one_that_a_curator_took_out():
    head, tail = " ".join(STORY.split()[:170]), " ".join(STORY.split()[130:])
    apart = make_article(body=STORY, story_decided=True)
    articles = [make_article(body=body) for body in (head, tail)]
    group(articles=[apart, *articles])
    assert stories(apart, *articles) == [None, None, None]


def test_it_joins_the_group_that_a_curator_made():
    mine, automatic = Story.objects.create(note="by hand"), Story.objects.create()
    fixed = make_article(body=STORY, story=mine, story_decided=True)
    others = [make_article(body=STORY, story=automatic) for _ in range(2)]
    group(articles=[fixed, *others])
    assert stories(fixed, *others) == [mine.pk] * 3
    assert list(Story.objects.all()) == [mine]


def test_it_follows_a_changed_text():
    articles = [make_article(body=ELSEWHERE), make_article(body=STORY)]
    group(articles=articles)
    Article.objects.filter(pk=articles[0].pk).update(body=REVISED)
    group(articles=articles[:1])
    assert stories(*articles) != [None, None]
    assert len(set(stories(*articles))) == 1
