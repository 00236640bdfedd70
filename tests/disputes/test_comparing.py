"""Claims are compared as the table of topics says."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.disputes.comparing import ComparedClaim, agree, contradict, disputes, questions, touch

TALIBAN, ALLIANCE, THIRD = 1, 2, 3
MAZAR, KABUL = 10, 11


def days(first, last=None):
    return DateRange(date(1998, 8, first), date(1998, 8, (last or first) + 1))


def said(pk, topic="control", **values):
    values.setdefault("event_id", 1)
    if topic == "control":
        values.setdefault("object_id", MAZAR)
    if "scope_range" in values:
        values.setdefault("scope_edtf", str(values["scope_range"]))
    return ComparedClaim(pk=pk, topic=topic, **values)


def held(pk, by, **values):
    return said(pk, value_entity_id=by, **values)


def left(pk, by, **values):
    return said(pk, former_entity_id=by, **values)


def killed(pk, low, high, **values):
    return said(pk, "casualties", low=low, high=high, state="killed", **values)


# Control


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (held(1, TALIBAN), held(2, ALLIANCE), True),
        (held(1, TALIBAN), held(2, TALIBAN), False),
        (held(1, TALIBAN), said(2, state="contested"), True),
        (held(1, TALIBAN), held(2, ALLIANCE, object_id=KABUL), False),
        (held(1, TALIBAN), held(2, ALLIANCE, event_id=2), False),
        (held(1, TALIBAN, scope_range=days(8)), held(2, ALLIANCE, scope_range=days(9)), False),
        (held(1, TALIBAN, scope_range=days(8, 9)), held(2, ALLIANCE, scope_range=days(9, 12)), True),
        (held(1, TALIBAN, scope_range=days(8)), held(2, ALLIANCE), True),
        (held(1, TALIBAN, event_days=days(8)), held(2, ALLIANCE, scope_range=days(20), event_days=days(8)), False),
        (held(1, None, event_id=None), held(2, ALLIANCE, event_id=None), False),
        (left(1, TALIBAN), held(2, TALIBAN), True),
        (left(1, TALIBAN), held(2, ALLIANCE), False),
        (left(1, TALIBAN), left(2, ALLIANCE), False),
        (left(1, TALIBAN), left(2, TALIBAN, act="denies"), True),
        (left(1, TALIBAN), held(2, TALIBAN, scope_range=days(9), event_days=days(8)), True),
        (left(1, TALIBAN, scope_range=days(8)), held(2, TALIBAN, scope_range=days(9)), False),
    ],
)  # fmt: skip
def test_control(one, other, expected):
    assert contradict(one, other) is contradict(other, one) is expected


def test_that_somebody_left_stands_apart_from_claims_without_a_value():
    lost, calm = left(1, TALIBAN), said(2, words="All is calm.")
    denied = left(3, TALIBAN, act="denies", answers_id=1)

    (found,) = questions([lost, calm, denied])

    assert [(one.claims, one.denials) for one in found.positions] == [([lost], [denied]), ([calm], [])]


def test_a_denial_without_a_value_means_who_is_said_to_have_left():
    (found,) = questions([left(1, TALIBAN), said(2, act="denies", answers_id=1)])

    assert found.positions[0].denials[0].former_entity_id == TALIBAN


# Casualties


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (killed(1, 10, 20), killed(2, 20, 30), False),
        (killed(1, 10, 20), killed(2, 21, 30), True),
        (killed(1, 30, None), killed(2, 100, 100), False),
        (killed(1, 30, None), killed(2, None, 29), True),
        (killed(1, 100, 100, is_about=True), killed(2, 109, 109), False),
        (killed(1, 100, 100, is_about=True), killed(2, 111, 111), True),
        (killed(1, 10, 10), killed(2, 99, 99, counted="civilians"), False),
        (killed(1, 10, 10), killed(2, 99, 99, counted_entity_id=TALIBAN), False),
        (killed(1, 10, 10), killed(2, 99, 99, scope_words="the whole campaign"), False),
        (killed(1, 10, 10), killed(2, 99, 99, scope_place_id=KABUL), False),
        (killed(1, 10, 10, scope_range=days(8)), killed(2, 99, 99), False),
        (killed(1, 10, 10), killed(2, None, None), False),
        (killed(1, 10, 10), said(2, "casualties", low=99, high=99, state="wounded"), False),
    ],
)  # fmt: skip
def test_figures_are_compared_only_where_they_count_the_same(one, other, expected):
    assert contradict(one, other) is contradict(other, one) is expected


# The others


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (said(1, "fate", object_id=5, state="alive"), said(2, "fate", object_id=5, state="dead"), True),
        (said(1, "fate", object_id=5, state="alive"), said(2, "fate", object_id=5, state="captured"), False),
        (said(1, "fate", object_id=5, state="fled"), said(2, "fate", object_id=5, state="captured"), True),
        (said(1, "fate", object_id=5, state="captured"), said(2, "fate", object_id=5, state="captured", value_entity_id=TALIBAN), False),
        (said(1, "fate", object_id=5, state="at", value_entity_id=MAZAR), said(2, "fate", object_id=5, state="at", value_entity_id=KABUL), True),
        (said(1, "fate", object_id=5, state="alive"), said(2, "fate", object_id=6, state="dead"), False),
        (said(1, "side", object_id=5, value_entity_id=TALIBAN), said(2, "side", object_id=5, value_entity_id=ALLIANCE), True),
        (said(1, "side", object_id=5, value_entity_id=TALIBAN), said(2, "side", object_id=5, value_entity_id=TALIBAN, former_entity_id=ALLIANCE), False),
        (said(1, "responsibility", value_entity_id=TALIBAN), said(2, "responsibility", value_entity_id=ALLIANCE), True),
        (
            said(1, "responsibility", value_entity_id=TALIBAN, claimant_id=1),
            said(2, "responsibility", value_entity_id=ALLIANCE, claimant_id=1),
            False,
        ),
        (
            said(1, "responsibility", value_entity_id=TALIBAN, claimant_id=1),
            said(2, "responsibility", value_entity_id=ALLIANCE, claimant_id=2),
            True,
        ),
        (said(1, "agreement", state="reached"), said(2, "agreement", state="broken"), True),
        (said(1, "agreement", state="reached"), said(2, "agreement", state="reached"), False),
        (said(1, "other", words="a flag flew"), said(2, "other", words="no flag flew"), False),
        (said(1, "other", words="a flag flew"), said(2, "other", words="a flag flew", act="denies"), False),
    ],
)  # fmt: skip
def test_other_topics(one, other, expected):
    assert contradict(one, other) is contradict(other, one) is expected


# Acts


def test_a_denial_stands_against_the_value_it_denies_and_no_other():
    fell, held_on = held(1, TALIBAN), held(2, ALLIANCE)
    denial = held(3, TALIBAN, act="denies")
    assert contradict(fell, denial) and not contradict(held_on, denial)
    assert not contradict(denial, held(4, TALIBAN, act="denies"))


def test_a_denial_without_a_value_stands_against_every_value():
    denial = held(3, None, act="denies")
    assert contradict(held(1, TALIBAN), denial) and contradict(held(2, ALLIANCE), denial)


@pytest.mark.parametrize("act", ["doubts", "predicts", "retracts"])
def test_doubts_predictions_and_retractions_stand_against_nothing(act):
    beside = held(2, ALLIANCE, act=act)
    assert not contradict(held(1, TALIBAN), beside)
    (question,) = questions([held(1, TALIBAN), beside])
    assert (question.is_disputed, question.beside) == (False, [beside])


def test_a_denial_speaks_of_the_claim_that_it_answers():
    fell = held(1, TALIBAN, scope_range=days(8))
    denial = said(2, object_id=None, act="denies", answers_id=1)
    (question,) = questions([denial, fell])
    assert question.is_disputed
    assert [claim.pk for claim in question.positions[0].denials] == [2]


def test_a_claim_that_its_own_claimant_took_back_no_longer_stands():
    fell = held(1, TALIBAN, claimant_id=7)
    back = said(3, object_id=None, act="retracts", answers_id=1, claimant_id=7)
    (question,) = questions([fell, held(2, ALLIANCE), back])
    assert not question.is_disputed
    assert [[claim.pk for claim in one.claims] for one in question.positions] == [[2]]
    assert [claim.pk for claim in question.beside] == [1, 3]
    (other,) = questions([fell, held(2, ALLIANCE), back._replace(claimant_id=8)])
    assert other.is_disputed


def test_values_stand_in_the_order_in_which_they_were_first_given():
    claims = [held(1, TALIBAN), held(2, ALLIANCE), held(3, TALIBAN), held(4, TALIBAN, act="confirms")]
    (question,) = questions(claims)
    assert [[claim.pk for claim in one.claims] for one in question.positions] == [[1, 3, 4], [2]]
    assert [one.is_disputed for one in question.positions] == [True, True]


def test_only_the_values_that_contradict_are_marked():
    (question,) = questions([killed(1, 10, 20), killed(2, 15, 30), killed(3, 25, 40)])
    assert [one.is_disputed for one in question.positions] == [True, False, True]


def test_disputes_are_those_of_any_number_of_events():
    claims = [
        held(1, TALIBAN),
        held(2, ALLIANCE),
        held(3, TALIBAN, event_id=2),
        held(4, TALIBAN, event_id=None),
        held(5, ALLIANCE, event_id=None),
    ]
    assert [[c.pk for p in one.positions for c in p.claims] for one in disputes(claims)] == [[1, 2]]


# Properties

ranges = st.none() | st.tuples(st.integers(1, 6), st.integers(0, 3)).map(
    lambda pair: days(pair[0], sum(pair))
)


@st.composite
def claims(draw):
    topic = draw(st.sampled_from(["control", "casualties", "fate", "other"]))
    low, more = draw(st.none() | st.integers(0, 9)), draw(st.none() | st.integers(0, 9))
    values = (
        {"low": low, "high": None if more is None else (low or 0) + more} if topic == "casualties" else {}
    )
    fates = draw(st.sampled_from(["", "alive", "dead", "captured", "fled"]))
    states = {"control": "", "casualties": "killed", "fate": fates, "other": ""}
    scope = draw(ranges)
    return ComparedClaim(
        pk=0, event_id=1, topic=topic, act=draw(st.sampled_from(["asserts", "asserts", "confirms", "denies", "doubts"])),
        object_id=draw(st.sampled_from([MAZAR, KABUL])), state=states[topic], scope_range=scope, scope_edtf=str(scope or ""),
        value_entity_id=draw(st.none() | st.integers(1, 3)), is_about=draw(st.booleans()), **values,
    )  # fmt: skip


def numbered(found):
    return [claim._replace(pk=number) for number, claim in enumerate(found, start=1)]


@settings(max_examples=300, deadline=None)
@given(st.lists(claims(), min_size=2, max_size=2).map(numbered))
def test_contradiction_and_agreement_are_symmetric(pair):
    one, other = pair
    assert contradict(one, other) == contradict(other, one)
    assert touch(one.days, other.days) == touch(other.days, one.days)
    if one.question == other.question:
        assert agree(one, other) == agree(other, one)
    assert not contradict(one, one)


@settings(max_examples=300, deadline=None)
@given(st.lists(claims(), max_size=9).map(numbered), st.randoms())
def test_order_decides_nothing_and_a_dispute_is_where_two_claims_contradict(found, random):
    shuffled = found[:]
    random.shuffle(shuffled)
    assert laid_out(found) == laid_out(shuffled)
    for question in questions(found):
        inside = [claim for claim in found if claim.question == question.key]
        plainly = any(contradict(one, other) for one in inside for other in inside)
        assert question.is_disputed == plainly
    assert sum(len(p.claims) for q in questions(found) for p in q.positions) == sum(
        c.is_standing for c in found
    )


def laid_out(found):
    return {
        (
            question.key,
            frozenset(
                (one.value, frozenset(c.pk for c in one.claims), frozenset(c.pk for c in one.denials), one.is_disputed)
                for one in question.positions
            ),
            frozenset(claim.pk for claim in question.beside),
        )
        for question in questions(found)
    }  # fmt: skip
