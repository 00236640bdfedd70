"""Reports to read beside a report."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from archive.models import Article, Story
from archive.presentation.beside import MAX_PAIRS, _rarest, naming_the_same, same_days
from archive.search import counts_of
from tests.factories import make_article, make_faction, make_mention, make_person, make_place

pytestmark = pytest.mark.django_db


def headlines(found):
    return [one.headline for one in found.reports] if found else None


@pytest.fixture
def days():
    """Reports of the days round 10 May 1997, the headline of each being its date."""
    dates = (
        "1997-05-06",
        "1997-05-07",
        "1997-05-08",
        "1997-05-09?",
        "1997-05-10",
        "1997-05-13~",
        "1997-05-14",
    )
    vague = ("1997-05", "1997", "", "1997-05-09/1997-05-11")
    return [make_article(headline=day, date_edtf=day) for day in (*dates, *vague)]


def test_the_nearest_reports_of_a_few_days_come_first_and_vague_dates_are_no_days(days):
    found = same_days(make_article(date_edtf="1997-05-10"))
    assert headlines(found) == ["1997-05-10", "1997-05-09?", "1997-05-08", "1997-05-07", "1997-05-13~"]
    assert (found.first, found.last) == ("1997-05-07", "1997-05-13")


@pytest.mark.parametrize("edtf", ["", "1997", "1997-05", "199X", "../1997-05-10", "1997-05-01/1997-05-20"])
def test_a_report_without_a_date_of_days_has_no_same_days(days, edtf):
    assert same_days(make_article(date_edtf=edtf)) is None


def test_a_date_of_a_few_days_has_the_days_round_all_of_them(days):
    found = same_days(make_article(date_edtf="1997-05-09/1997-05-11"))
    assert headlines(found)[:2] == ["1997-05-09?", "1997-05-10"]
    assert (found.first, found.last) == ("1997-05-06", "1997-05-14")


def test_neither_the_report_nor_its_copies_nor_two_of_one_story_nor_drafts_are_beside_it():
    own, other = Story.objects.create(), Story.objects.create()
    article = make_article(date_edtf="1997-05-10", story=own)
    make_article(headline="Copy of it", date_edtf="1997-05-10", story=own)
    make_article(headline="One", date_edtf="1997-05-10", story=other)
    make_article(headline="Copy of one", date_edtf="1997-05-10", story=other)
    make_article(headline="Draft", date_edtf="1997-05-10", status="draft")
    make_article(headline="Gone", date_edtf="1997-05-10", status="withdrawn")
    assert headlines(same_days(article)) == ["One"]


def test_however_many_reports_a_day_has_few_are_read():
    article = make_article(date_edtf="1997-05-10")
    for _ in range(30):
        make_article(date_edtf="1997-05-10")
        make_article(date_edtf="1997-05-09")
    assert len(same_days(article).reports) == 5
    assert Article.objects.published().dated_around(
        date(1997, 5, 10), date(1997, 5, 10), days=3, most=4
    ).count() == 8  # fmt: skip


def test_the_days_are_read_from_their_index():
    day = date(1997, 5, 10)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
    plan = Article.objects.published().dated_around(day, day, days=3, most=4).explain()
    assert plan.count("article_day") == 2 and "Sort" not in plan, plan


# Names


def beside(article):
    entities = {mention.entity for mention in article.mentions.counted()}
    counts = {one: counts_of(one.kind, [one.pk])[one.pk] for one in entities}
    return naming_the_same(article, counts, total=Article.objects.published().count())


@pytest.fixture
def names():
    return make_person(name="Malik"), make_place(name="Dorazpul"), make_faction(name="Guard")


def test_the_reports_that_share_the_rarest_names_come_first_and_say_which(names):
    malik, dorazpul, guard = names
    article = make_article(mentions=[malik, dorazpul, guard])
    make_article(headline="Place", mentions=[dorazpul])
    make_article(headline="All", mentions=[malik, dorazpul, guard])
    make_article(headline="Rare", mentions=[malik])
    for number in range(4):
        make_article(headline=f"Common {number}", mentions=[guard])
    found = beside(article)
    assert [one.report.headline for one in found] == ["All", "Rare", "Place", "Common 3", "Common 2"]
    assert [one.names for one in found][:3] == ["Dorazpul, Malik, Guard", "Malik", "Dorazpul"]


def test_what_readers_do_not_see_is_not_beside_it(names):
    malik, _, _ = names
    article = make_article(mentions=[malik])
    make_article(headline="Draft", status="draft", mentions=[malik])
    hidden = make_person(name="Qorban", visibility="protected")
    make_mention(article=article, entity=hidden)
    make_article(headline="Names the hidden one", mentions=[hidden])
    suggested = make_article(headline="Suggested")
    make_mention(article=suggested, entity=malik, status="suggested")
    assert beside(article) == []


def test_names_that_too_many_reports_share_are_left_out(names):
    rare, common, huge = names
    counts = {rare: 3, common: MAX_PAIRS - 3, huge: MAX_PAIRS}
    assert [entity for entity, _ in _rarest(counts)] == [rare, common]
    assert list(_rarest({rare: 1})) == []


def test_the_page_lists_both(client, names):
    malik, _, _ = names
    article = make_article(date_edtf="1997-05-10", body="Malik left.", mentions=[(malik, "Malik")])
    make_article(headline="The same day", date_edtf="1997-05-11")
    make_article(headline="<b>The same name", mentions=[malik])
    html = client.get(article.get_absolute_url()).content.decode()
    assert "Reported in the same days" in html and "Other reports that name these" in html
    assert ">The same day</a>" in html and "&lt;b&gt;The same name</a>" in html
    assert 'href="/search/?from=1997-05-07&amp;to=1997-05-13&amp;certain=1&amp;sort=oldest"' in html
