from __future__ import annotations

import pytest

from archive.evidence.for_home import change_to_tell, dispute_to_tell
from archive.models import Evidence, Passage
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_passage,
    make_person,
    make_place,
    make_statement,
)

pytestmark = pytest.mark.django_db


def make_dispute(*, said="They hold it.", denied="They do not.", **event):
    """Add an event with a claim about who held a place, and a denial."""
    town, taliban, alliance = make_place(), make_faction(), make_faction()
    made = make_event(passages=["It began."], **event)
    values = {"event": made, "topic": "control", "object": town, "value_entity": taliban}
    claim = make_claim(passages=[said], claimant=taliban, **values)
    make_claim(passages=[denied], claimant=alliance, act="denies", answers=claim, **values)
    return made


def make_change(*, passages=("He was theirs.", "He has joined the others."), person=None, **values):
    """Add a person who left one faction and joined another; return the second statement."""
    person, one, other = person or make_person(), make_faction(), make_faction()
    before, after = (
        make_passage(article=make_article(body=text, date_edtf=day))
        for text, day in zip(passages, ("1997-03-01", "1997-05-20"), strict=True)
    )
    make_statement(subject=person, object=one, first_cited="1997-03-01", end="1997-05-19", end_is_real=True, passages=[before])  # fmt: skip
    return make_statement(
        subject=person, object=other, first_cited="1997-05-20", start="1997-05-19", start_is_real=True, passages=[after], **values
    )  # fmt: skip


def words(made):
    return [place.passage.words for place in made.accounts]


# Disputes


def test_a_claim_and_its_denial_are_told_in_the_words_of_reports():
    event = make_dispute()

    told = dispute_to_tell()

    assert told.event == event
    assert (words(told.one), words(told.other)) == (["They hold it."], ["They do not."])


def test_a_denial_stands_beside_the_claim_that_it_answers():
    event = make_dispute(said="Residents: they hold it.")
    (claim,) = event.claims.filter(act="asserts")
    values = {"event": event, "topic": "control", "object": claim.object, "value_entity": claim.value_entity}
    answered = make_claim(passages=["A spokesman: we hold it."], claimant_words="a spokesman", **values)
    event.claims.filter(act="denies").update(answers=answered)

    assert words(dispute_to_tell().one) == ["A spokesman: we hold it."]


def test_without_a_denial_two_values_are_told():
    event = make_event(passages=["It began."])
    for number, text in ((30, "Thirty."), (600, "Six hundred.")):
        make_claim(event=event, topic="casualties", state="killed", counted="all", low=number, high=number, passages=[text])  # fmt: skip
    event.on_home_since = "2026-11-21"
    event.save()

    told = dispute_to_tell()

    assert (words(told.one), words(told.other)) == (["Thirty."], ["Six hundred."])


def test_the_latest_choice_of_a_curator_is_told_and_without_one_what_was_denied_last():
    first, second, third = make_dispute(), make_dispute(), make_dispute()
    assert dispute_to_tell().event == third
    first.on_home_since, second.on_home_since = "2026-11-02", "2026-11-01"
    first.save()
    second.save()
    assert dispute_to_tell().event == first


def test_a_choice_without_a_dispute_that_readers_may_see_leaves_room_for_another():
    make_event(on_home_since="2026-11-03", passages=["Nothing is disputed."])
    drafted = make_dispute(on_home_since="2026-11-02", status="suggested")
    hidden = make_dispute(on_home_since="2026-11-01")
    hidden.place = make_place(visibility="protected")
    hidden.save()
    shown = make_dispute()

    assert drafted.status == "suggested"
    assert dispute_to_tell().event == shown


def test_words_that_readers_may_not_see_are_no_side_of_a_dispute():
    event = make_dispute()
    evidence = Evidence.objects.get(claim__event=event, claim__act="denies")
    evidence.passage.article.status = "draft"
    evidence.passage.article.save()

    assert dispute_to_tell() is None


def test_nothing_is_told_of_an_archive_without_claims_or_statements():
    assert dispute_to_tell() is None
    assert change_to_tell() is None


# Changes of side


def test_a_change_of_side_is_told_with_both_sides():
    after = make_change()

    told = change_to_tell()

    assert told.person == after.subject
    assert told.change.after.statement == after
    assert [one.evidence[0].passage.words for one in (told.change.before, told.change.after)] == [
        "He was theirs.",
        "He has joined the others.",
    ]


def test_the_latest_choice_is_told_and_without_one_the_change_added_last():
    first, second = make_change(), make_change()
    assert change_to_tell().person == second.subject
    first.on_home_since = "2026-11-01"
    first.save()
    assert change_to_tell().person == first.subject


def test_a_change_is_not_told_of_a_protected_person_or_from_a_draft():
    make_change(person=make_person(visibility="protected"))
    drafted = make_change(on_home_since="2026-11-01")
    Passage.objects.get(evidence__statement=drafted).article.delete()

    assert change_to_tell() is None


def test_a_side_that_followed_nothing_is_no_change():
    passage = make_passage(article=make_article(body="He is theirs."))
    make_statement(
        subject=make_person(), object=make_faction(), start="1997-05-19", start_is_real=True, on_home_since="2026-11-01",
        passages=[passage],
    )  # fmt: skip

    assert change_to_tell() is None
