"""Copies of a story."""

from __future__ import annotations

import pytest

from archive.matching.group import GroupResult, Newcomers, group
from archive.matching.same_story import Printing
from archive.matching.sketch import sketch
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


def test_two_groups_that_share_a_story_become_one():
    apart = text_of(300, seed=14)
    other, story = Story.objects.create(), Story.objects.create()
    make_article(body=STORY, story=story)
    make_article(body=apart, story=story)
    third = make_article(body=REVISED, story=other)
    fourth = make_article(body=altered(apart, share=0.04, seed=15))
    articles = list(Article.objects.order_by("pk"))
    group(articles=articles)
    assert len(set(stories(*articles))) == 1 and None not in stories(third, fourth)
    assert Story.objects.count() == 1


# Reports that are about to be added


def test_newcomers_are_added_with_the_story_of_their_copies():
    known = [make_article(body=STORY) for _ in range(2)]
    group(articles=known)
    lonely = make_article(body=ELSEWHERE)
    group(articles=[lonely])
    texts = {10_001: REVISED, 10_002: altered(ELSEWHERE, share=0.04, seed=16), 10_003: text_of(300, seed=17)}
    newcomers = Newcomers({pk: Printing(sketch(text)) for pk, text in texts.items()}, {})

    chosen = newcomers.choose_stories()

    assert set(chosen) == {10_001, 10_002}
    assert [chosen[10_001]] == stories(known[0])
    assert Story.objects.filter(pk=chosen[10_002]).exists() and stories(lonely) == [None]
    for pk, text in texts.items():
        make_article(pk=pk, body=text, story_id=chosen.get(pk))
    before = Article.objects.get(pk=10_001).updated_at
    newcomers.keep_fingerprints()
    newcomers.settle()
    assert stories(lonely) == [chosen[10_002]]
    assert Fingerprint.objects.filter(pk__in=texts).count() == 3
    assert Article.objects.get(pk=10_001).updated_at == before


def test_newcomers_keep_the_story_that_they_name():
    mine = Story.objects.create()
    known = make_article(body=STORY)
    group(articles=[known])
    newcomers = Newcomers({10_001: Printing(sketch(REVISED))}, {10_001: mine.pk})
    assert newcomers.choose_stories() == {10_001: mine.pk}
    make_article(pk=10_001, body=REVISED, story=mine)
    newcomers.keep_fingerprints()
    newcomers.settle()
    assert stories(known) == [mine.pk]


def test_newcomers_leave_out_what_a_curator_took_out():
    apart = make_article(body=STORY, story_decided=True)
    group(articles=[apart])
    newcomers = Newcomers({10_001: Printing(sketch(REVISED))}, {})
    assert newcomers.choose_stories() == {}


# Days


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 0, 1, 2), (0, 3, 1, 2), (2, 1, 3, 0)])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_report_without_a_date_draws_no_stories_together(order, at_once):
    days = ["2011-05-03", "2011-05-19", "2011-09-02", ""]
    articles = [make_article(body=STORY, date_edtf=days[at]) for at in order]
    if at_once:
        group(articles=articles)
    else:
        for article in articles:
            Article.objects.exclude(pk__lte=article.pk).update(body="Not yet.")
            Article.objects.filter(pk=article.pk).update(body=STORY)
            group(articles=[article.pk])
    dated = [story for at, story in zip(order, stories(*articles), strict=True) if at < 3]
    undated = stories(articles[order.index(3)])[0]
    assert sorted(story is None for story in dated) == [False, True, True]
    assert undated in dated and undated is not None


def test_copies_of_one_week_hang_together_though_no_two_need_be_near():
    articles = [make_article(body=STORY, date_edtf=f"2011-05-{day:02}") for day in (1, 9, 17)]
    group(articles=articles)
    assert len(set(stories(*articles))) == 1
