"""Which copy of a story is likely to be the first printing."""

from __future__ import annotations

import pytest

from archive.evidence.stories import public_story
from archive.models import Story
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return Story.objects.create()


def printed(story, headline, date="", *, kind="newspaper", **values):
    return make_article(
        headline=headline,
        story=story,
        date_edtf=date,
        source=make_source(name=f"The {headline}", kind=kind),
        **values,
    )


def order(story):
    return [one.headline for one in public_story(story.pk).copies]


def test_the_earliest_date_decides(story):
    printed(story, "Later", "1998-08-10", kind="agency", dateline="KABUL")
    printed(story, "Undated", kind="agency")
    printed(story, "First", "1998-08-09")
    assert order(story) == ["First", "Later", "Undated"]
    assert public_story(story.pk).reasons == ["No other copy is dated as early: 9 August 1998."]


def test_of_those_that_may_be_the_earliest_the_agency_comes_first(story):
    printed(story, "Paper", "1998-08-09")
    printed(story, "Wire", "1998-08", kind="agency", dateline="MAZAR-I-SHARIF")
    printed(story, "Digest", "1998-08-09", kind="digest")
    printed(story, "After", "1998-09-01", kind="agency")
    told = public_story(story.pk)
    assert order(story)[0] == "Wire"
    assert told.reasons == [
        "By their dates, 3 of the copies may have been first; this one is dated August 1998.",
        "Its source, “The Wire”, is a news agency, from which others take their news.",
        "It says where it was written: “MAZAR-I-SHARIF”.",
    ]


def test_of_equal_sources_one_with_a_dateline_comes_first(story):
    printed(story, "Without", "1998-08-09")
    printed(story, "With", "1998-08-09", dateline="KABUL")
    assert order(story) == ["With", "Without"]


def test_without_any_date_it_says_so(story):
    printed(story, "One")
    printed(story, "Other", kind="agency")
    assert order(story) == ["Other", "One"]
    assert public_story(story.pk).reasons[0] == "No copy has a date."


@pytest.mark.parametrize("dates", [("../1998", "1998-08-09"), ("1998-08-09", "1998-08-01/..")])
def test_an_open_date_may_be_the_earliest(story, dates):
    printed(story, "Paper", dates[0])
    printed(story, "Wire", dates[1], kind="agency")
    assert order(story) == ["Wire", "Paper"]


def test_drafts_and_withdrawn_copies_are_not_told(story):
    printed(story, "Shown", "1998-08-10")
    printed(story, "Draft", "1998-08-09", status="draft")
    printed(story, "Withdrawn", "1998-08-08", status="withdrawn")
    assert order(story) == ["Shown"]


def test_a_story_without_published_copies_is_none(story):
    printed(story, "Draft", status="draft")
    assert public_story(story.pk) is None
    assert public_story(0) is None
