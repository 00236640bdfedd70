"""Cutting passages out of the body of a report, and putting them back."""

from __future__ import annotations

import pghistory
import pytest
from django.contrib.auth import get_user_model
from hypothesis import given
from hypothesis import strategies as st

from archive.curation.cut import REASON, CutError, cut, joined, nearest, put_back, still_removed, with_piece
from archive.curation.take_back import take_back
from archive.models import Mention, Passage, Step
from tests.factories import make_article, make_mention, make_passage, make_person

pytestmark = pytest.mark.django_db

BODY = "Guns fell silent.\n\nSubscribe now. Share this.\n\nMalik left the bridge."


@pytest.fixture
def acting():
    user = get_user_model().objects.create_user("anna")
    with pghistory.context(user=user.pk):
        yield user


def test_a_paragraph_is_cut_and_kept(acting):
    report = make_article(body=BODY, removed=[{"text": "Menu", "reason": "debris"}])

    done = cut(article=report, words="Subscribe now. Share this.", start=BODY.index("Subscribe"))

    report.refresh_from_db()
    assert report.body == "Guns fell silent.\n\nMalik left the bridge."
    assert [piece["text"] for piece in report.removed] == ["Menu", "Subscribe now. Share this."]
    assert report.removed[1]["reason"] == REASON
    assert (done.step.user, done.step.record) == (acting, report.pk)
    assert done.step.summary == f"Cut from “{report.headline}”: “Subscribe now. Share this.”"


@pytest.mark.parametrize(
    ("body", "words", "left"),
    [
        ("One (advertisement) two.", "(advertisement)", "One two."),
        ("One\n\ntwo", "two", "One"),
        ("One\n\ntwo", "One\n\n", "two"),
        ("One\ntwo\nthree", "two\n", "One\n\nthree"),
        ("One, two", ", two", "One"),
        ("Onetwo", "two", "One"),
    ],
)
def test_what_is_left_is_joined_as_text_is(body, words, left, acting):
    report = make_article(body=body)

    cut(article=report, words=words)

    report.refresh_from_db()
    assert report.body == left


def test_of_several_places_the_nearest_is_cut(acting):
    report = make_article(body="Share this. One. Share this. Two. Share this.")

    cut(article=report, words="Share this.", start=19)

    report.refresh_from_db()
    assert report.body == "Share this. One. Two. Share this."


def test_line_ends_of_browsers_do_not_matter(acting):
    report = make_article(body=BODY)

    cut(article=report, words="silent.\r\n\r\nSubscribe now. Share this.")

    report.refresh_from_db()
    assert report.body == "Guns fell\n\nMalik left the bridge."


@pytest.mark.parametrize(
    ("words", "why"),
    [("Not there", "save your changes"), (" \n", "Mark the words"), (BODY, "Nothing of the report")],
)
def test_what_cannot_be_cut_changes_nothing(words, why, acting):
    report = make_article(body=BODY)

    with pytest.raises(CutError, match=why):
        cut(article=report, words=words)

    report.refresh_from_db()
    assert (report.body, report.removed, Step.objects.count()) == (BODY, [], 0)


def test_names_and_passages_move_with_what_is_left(acting):
    report = make_article(body=BODY)
    malik = make_mention(article=report, entity=make_person(name="Malik"), text="Malik")
    told = make_passage(article=report, words="left the bridge")

    cut(article=report, words="Subscribe now. Share this.\n\n")

    report.refresh_from_db()
    for row in (Mention.objects.get(pk=malik.pk), Passage.objects.get(pk=told.pk)):
        assert report.body[row.start : row.end] in ("Malik", "left the bridge")


def test_a_piece_is_put_back_where_it_was(acting):
    report = make_article(body=BODY)
    cut(article=report, words="Subscribe now. ", start=19)
    cut(article=report, words="Guns fell silent.")

    report.refresh_from_db()
    put_back(article=report, number=1, text="Guns fell silent.")
    put_back(article=report, number=0, text="Subscribe now.")

    report.refresh_from_db()
    assert (report.body, report.removed) == (BODY, [])


def test_a_piece_whose_surroundings_have_changed_is_put_beside_what_is_left_of_them(acting):
    report = make_article(body=BODY)
    cut(article=report, words="Subscribe now. Share this.")
    report.refresh_from_db()
    report.body = report.body.replace("Malik left the bridge.", "Nobody left.")
    report.save()

    put_back(article=report, number=0, text="Subscribe now. Share this.")

    report.refresh_from_db()
    assert report.body == "Guns fell silent.\n\nSubscribe now. Share this.\n\nNobody left."


def test_a_piece_without_a_place_is_not_put_back(acting):
    report = make_article(body=BODY)
    cut(article=report, words="Subscribe now. Share this.")
    report.refresh_from_db()
    report.body = "Other words."
    report.save()

    with pytest.raises(CutError, match="copy it"):
        put_back(article=report, number=0, text="Subscribe now. Share this.")
    with pytest.raises(CutError, match="Somebody changed"):
        put_back(article=report, number=0, text="Other")
    with pytest.raises(CutError, match="Somebody changed"):
        put_back(article=report, number=7, text="Other")


def test_a_cut_is_taken_back(acting):
    report = make_article(body=BODY)
    done = cut(article=report, words="Subscribe now. Share this.")

    take_back(step=done.step, user=acting)

    report.refresh_from_db()
    assert (report.body, report.removed) == (BODY, [])


TEXT = st.text(alphabet="ab \n", max_size=30)


@given(TEXT, TEXT, TEXT)
def test_what_is_put_back_at_once_is_as_it_was(head, words, tail):
    body = joined(head, tail)
    if not words.strip() or not body.strip():
        return
    piece = {"before": head[-120:], "after": tail[:120], "exactly": words, "text": words.strip()}

    assert with_piece(body, piece) == head + words + tail


def test_what_was_edited_back_in_no_longer_counts_as_removed():
    removed = [{"text": "Share"}, {"text": "Menu"}, {"text": "Guns"}]

    assert still_removed(removed, before="Guns fell.", after="Guns fell. Share.") == [
        {"text": "Menu"},
        {"text": "Guns"},
    ]


@given(TEXT, TEXT.filter(bool), st.integers(0, 40))
def test_the_nearest_place_is_what_looking_at_every_place_finds(body, words, start):
    places = [place for place in range(len(body)) if body.startswith(words, place)]
    found = nearest(body, words, start)

    assert (found >= 0) == bool(places)
    assert not places or abs(found - start) == min(abs(place - start) for place in places)
