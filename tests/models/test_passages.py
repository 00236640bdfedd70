"""Passages stand where they say, move with their words, and never point at words that they do not hold."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Article, Passage
from tests.factories import make_article, make_passage

pytestmark = pytest.mark.django_db


def test_words_alone_are_placed_where_they_stand():
    passage = make_passage(article=make_article(body="One fell. Two fled."), words="Two fled")
    passage.refresh_from_db()
    assert (passage.start, passage.end) == (10, 18)


def test_a_place_alone_takes_its_words():
    passage = Passage.objects.create(article=make_article(body="One fell. Two fled."), start=0, end=8)
    passage.refresh_from_db()
    assert passage.words == "One fell"


@pytest.mark.parametrize("place", [{"start": 1, "end": 9}, {"start": 0, "end": 90}])
def test_words_that_stand_elsewhere_are_refused(place):
    with pytest.raises(IntegrityError, match="does not stand at"):
        make_passage(article=make_article(body="One fell."), words="One fell", **place)


def test_words_that_stand_twice_are_lost_until_somebody_says_which():
    assert reloaded(make_passage(article=make_article(body="It fell. It fell."), words="It fell")).is_lost()


def reloaded(passage):
    passage.refresh_from_db()
    return passage


def edited(passage, body):
    Article.objects.filter(pk=passage.article_id).update(body=body)
    return reloaded(passage)


def test_it_moves_with_its_words():
    passage = make_passage(article=make_article(body="One fell. Two fled."), words="Two fled")
    assert edited(passage, "Yesterday one fell. Two fled.").start == 20


def test_it_moves_to_the_nearest_of_several_places():
    article = make_article(body="It fell. Nothing else was known. It fell.")
    passage = make_passage(article=article, words="It fell", start=33, end=40)
    assert edited(passage, "Now it fell. It fell. Nothing else is known. It fell.").start == 45


def test_it_is_lost_with_its_words_and_found_again_with_them():
    passage = make_passage(article=make_article(body="One fell. Two fled."), words="Two fled")
    assert edited(passage, "One fell.").is_lost()
    assert edited(passage, "One fell. Then two stood. Two fled.").start == 26


PIECES = st.lists(
    st.sampled_from(["It fell. ", "Two fled. ", "Nobody saw it. ", "ä ", "It "]), min_size=1, max_size=12
)


@given(bodies=st.lists(PIECES.map("".join), min_size=2, max_size=5), data=st.data())
def test_whatever_is_edited_a_passage_in_place_holds_its_words(bodies, data):
    article = make_article(body=bodies[0])
    first = data.draw(st.integers(0, len(bodies[0]) - 1))
    last = data.draw(st.integers(first + 1, len(bodies[0])))
    passage = Passage.objects.create(article=article, start=first, end=last)
    words = reloaded(passage).words
    for body in bodies[1:]:
        before = passage.start
        passage = edited(passage, body)
        assert passage.words == words
        places = [place for place in range(len(body)) if body.startswith(words, place)]
        if passage.start is not None:
            assert body[passage.start : passage.end] == words
        elif before is None:
            assert len(places) != 1
        else:
            assert places == []
        if before is not None and places:
            assert abs(passage.start - before) == min(abs(place - before) for place in places)


def test_looking_for_words_takes_time_in_line_with_the_text():
    """The database finds the nearest place in two passes, however often the words stand there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_nearest(repeat('ab', 200000), 'ba', 200000)")
        assert cursor.fetchone()[0] in (199_999, 200_001)
