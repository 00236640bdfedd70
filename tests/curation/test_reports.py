"""Verbs on reports, without a page: publish, withdraw, correct, group as copies."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps

from archive.curation.correct import REASON, correct
from archive.curation.group_copies import group_copies, ungroup_copies
from archive.curation.match_again import MatchedAgain
from archive.curation.publish import publish
from archive.curation.withdraw import unpublish, withdraw
from archive.curation.wording import day, moment
from archive.models import Article, Story
from tests.factories import make_article, make_faction

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2] / "archive"


def statuses(*articles):
    return list(
        Article.objects.filter(pk__in=[a.pk for a in articles])
        .order_by("pk")
        .values_list("status", flat=True)
    )


def test_drafts_are_published_with_their_names_matched():
    taliban = make_faction(name="Taliban")
    draft, public = make_article(body="The Taliban came.", status="draft"), make_article()
    assert publish(articles=[draft.pk, public.pk]) == [draft.pk]
    assert statuses(draft, public) == ["published", "published"]
    assert draft.mentions.get().entity.pk == taliban.pk


def test_only_what_is_published_is_withdrawn_and_the_reason_goes_when_it_comes_back():
    draft, public = make_article(status="draft"), make_article()
    assert withdraw(articles=[draft.pk, public.pk], reason="A hoax.") == [public.pk]
    public.refresh_from_db()
    assert (public.status, public.withdrawn_reason) == ("withdrawn", "A hoax.")
    assert not public.withdrawn_with_headline
    publish(articles=[public.pk])
    withdraw(articles=[public.pk], reason="A libel.", with_headline=True)
    public.refresh_from_db()
    assert public.withdrawn_with_headline
    publish(articles=[public.pk])
    public.refresh_from_db()
    assert (public.status, public.withdrawn_reason) == ("published", "")
    assert not public.withdrawn_with_headline


def test_only_what_is_published_goes_back_to_draft():
    gone, public = make_article(status="withdrawn", withdrawn_reason="A hoax."), make_article()
    assert unpublish(articles=[gone.pk, public.pk]) == [public.pk]
    assert statuses(gone, public) == ["withdrawn", "draft"]


def test_copies_join_the_story_that_one_of_them_has():
    story = Story.objects.create()
    alone, first, second = make_article(), make_article(), make_article(story=story)
    assert group_copies(articles=[first.pk, second.pk]) == story
    assert set(story.articles.all()) == {first, second}
    assert group_copies(articles=[alone.pk]) != story
    assert ungroup_copies(articles=[second.pk]) == 1
    second.refresh_from_db()
    assert (second.story, second.story_decided) == (None, True)


def test_no_reports_make_no_story():
    with pytest.raises(ValueError, match="no reports"):
        group_copies(articles=[])
    assert not Story.objects.exists()


def test_a_correction_is_told_apart_and_matched_again():
    make_faction(name="Taliban")
    removed = [{"text": "Kabul falls", "reason": "heading"}, {"text": "Donate", "reason": "appeal"}]
    article = make_article(headline="Kabul", body="They came.", removed=removed)
    values = {"headline": "Kabul", "standfirst": "", "body": "Kabul falls\n\nThe Taliban came."}
    assert correct(article=article, values=values) == MatchedAgain(written=1)
    article.refresh_from_db()
    assert (article.body, article.removed) == (values["body"], removed[1:])
    event = (
        apps.get_model("archive", "ArticleEvent")
        .objects.filter(pgh_obj_id=article.pk, body="They came.")
        .latest("pgh_id")
    )
    assert event.pgh_context.metadata["reason"] == REASON


def test_a_correction_that_changes_nothing_leaves_no_trace():
    article = make_article(body="They came.")
    events = apps.get_model("archive", "ArticleEvent").objects.filter(pgh_obj_id=article.pk)
    before = events.count()
    assert correct(article=article, values={"body": "They came."}) == MatchedAgain()
    assert events.count() == before


def test_times_are_written_in_one_notation():
    at = datetime(1998, 8, 9, 23, 36, tzinfo=UTC)
    assert (moment(at), day(at)) == ("9 August 1998, 23:36", "9 August 1998")
    code = (path for folder in ("admin", "curation") for path in (ROOT / folder).glob("*.py"))
    assert [path.name for path in code if re.search(r":%d %|strftime", path.read_text())] == []
