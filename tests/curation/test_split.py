"""Splitting an entry that was two, and taking that back."""

from __future__ import annotations

import pytest

from archive.curation.split import SplitError, split
from archive.curation.take_back import take_back
from archive.matching.link import link
from archive.models import Entity, Mention, Step
from tests.curation.states import assert_same, state
from tests.factories import make_article, make_mention, make_person
from tests.two_in_one import make_two_in_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def malik():
    return make_two_in_one()


def where():
    return sorted(Mention.objects.accepted().values_list("text", "entity__name"))


def test_names_that_move_take_their_passages_and_chosen_passages_follow(malik):
    later = Mention.objects.get(text="Abdul Malik", article__date_edtf="2010")

    done = split(
        entity=malik, name="Malik Zafar", names=[malik.names.get(text="Malik Zafar").pk], mentions=[later.pk], user=None,
        reason="another man",
    )  # fmt: skip

    assert where() == [
        ("Abdul Malik", "Abdul Malik"),
        ("Abdul Malik", "Malik Zafar"),
        ("Malik Pahlawan", "Abdul Malik"),
        ("Malik Zafar", "Malik Zafar"),
    ]
    assert set(done.entity.names.values_list("text", flat=True)) == {"Malik Zafar"}
    link(articles=[later.article_id])
    assert ("Abdul Malik", "Malik Zafar") in where(), "it was decided, so matching leaves it"


@pytest.mark.parametrize("name", ["Malik Zafar", "Zafar"])
def test_taken_back_everything_is_as_it_was(malik, name):
    before = state()
    names = [malik.names.get(text="Malik Zafar").pk]
    done = split(
        entity=malik,
        name=name,
        names=names,
        mentions=[Mention.objects.first().pk],
        user=None,
        reason="two men",
    )
    assert state() != before

    take_back(step=done.step, user=None)

    assert_same(before, state())


def test_what_cannot_be_split_is_refused(malik):
    heading = malik.names.get(is_primary=True).pk
    other = make_mention(
        article=make_article(body="Rustam."), entity=make_person(name="Rustam"), text="Rustam"
    )
    for values in (
        {"name": " ", "names": [heading]},
        {"name": "New"},
        {"name": "New", "names": [heading]},
        {"name": "New", "names": [0]},
        {"name": "New", "mentions": [other.pk]},
        {"name": "New", "mentions": [other.pk], "reason": " "},
    ):
        with pytest.raises(SplitError):
            split(entity=malik, user=None, **{"reason": "two", **values})
    assert Entity.objects.count() == 2 and not Step.objects.exists()
