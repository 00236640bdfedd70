"""Changes of side, as cited."""

from __future__ import annotations

import pytest

from archive.evidence.changes import changes_of_side
from archive.evidence.cited import cited_of
from tests.factories import make_faction, make_person, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def factions(db):
    return {name: make_faction(name=name) for name in ("Junbish", "Taliban", "Alliance")}


def changes(factions, *spells, **values):
    """Return the changes of a person with these spells, each a faction and its dates: "Junbish 1996 1997-05-19"."""
    person = make_person()
    for spell in spells:
        name, first, *last = spell.split()
        make_statement(
            subject=person,
            object=factions[name],
            first_cited=first,
            last_cited="".join(last),
            passages=["Cited."],
            **values,
        )
    return [
        f"{one.before.other} {one.left} > {one.after.other} {one.joined}"
        for one in changes_of_side(cited_of(person))
    ]


def test_one_side_after_another_is_a_change(factions):
    assert changes(
        factions, "Junbish 1996-06-27 1997-05-19", "Taliban 1997-05-20 1997-05-28", "Junbish 1997-09 2001"
    ) == [
        "Junbish last cited 19 May 1997 > Taliban first cited 20 May 1997",
        "Taliban last cited 28 May 1997 > Junbish first cited September 1997",
    ]


def test_real_dates_say_that_somebody_left_and_joined(factions):
    person = make_person()
    make_statement(
        subject=person,
        object=factions["Junbish"],
        first_cited="1996",
        end="1997-05",
        end_is_real=True,
        passages=["Cited."],
    )
    make_statement(
        subject=person, object=factions["Taliban"], start="1997-06", start_is_real=True, passages=["Cited."]
    )
    (one,) = changes_of_side(cited_of(person))
    assert (one.left, one.joined) == ("left May 1997", "joined June 1997")


@pytest.mark.parametrize(
    "spells",
    [
        ["Junbish 1996 1998", "Taliban 1997 1999"],  # beside each other
        ["Junbish 1996 1999", "Taliban 1997-05-20 1997-05-28"],  # within
        ["Junbish 1997-05", "Taliban 1997-05"],  # the order is not known
        ["Junbish 1996 1997", "Junbish 1998 1999"],  # the same side again
        ["Junbish 1996"],
        [],
    ],
)
def test_nothing_is_said_where_spells_do_not_follow_each_other(factions, spells):
    assert changes(factions, *spells) == []


def test_a_spell_that_goes_on_makes_it_no_change(factions):
    assert changes(factions, "Junbish 1992 1996", "Junbish 1990 2001", "Taliban 1997 1998") == []
    assert changes(factions, "Junbish 1992 1996", "Taliban 1993 1996-12", "Taliban 1997 1998") == []


def test_only_neighbours_are_joined(factions):
    assert changes(factions, "Junbish 1992 1993", "Taliban 1994 1999", "Alliance 1996 2001") == [
        "Junbish last cited 1993 > Taliban first cited 1994"
    ]
    assert changes(factions, "Junbish 1990 1992", "Taliban 1991 1996", "Alliance 1997 2001") == [
        "Taliban last cited 1996 > Alliance first cited 1997"
    ]


def test_two_statements_of_one_side_make_one_change(factions):
    assert changes(
        factions, "Junbish 1992 1996", "Junbish 1992 1996", "Taliban 1997 1998", "Taliban 1997 1998"
    ) == ["Junbish last cited 1996 > Taliban first cited 1997"]


def test_a_part_is_no_other_side(factions):
    make_statement(
        subject=factions["Junbish"], predicate="part-of", object=factions["Alliance"], passages=["Cited."]
    )
    assert changes(factions, "Junbish 1992 1996", "Alliance 1997 2001") == []
    assert changes(factions, "Alliance 1992 1996", "Junbish 1997 2001") == []


def test_who_is_held_by_a_faction_has_not_joined_it(factions):
    person = make_person()
    make_statement(subject=person, object=factions["Junbish"], first_cited="1996", passages=["Cited."])
    make_statement(
        subject=person,
        predicate="detained-by",
        object=factions["Taliban"],
        first_cited="1997",
        passages=["Cited."],
    )
    assert changes_of_side(cited_of(person)) == []


def test_undated_and_open_spells_say_nothing_of_the_order(factions):
    person = make_person()
    make_statement(subject=person, object=factions["Junbish"], passages=["Cited."])
    make_statement(subject=person, object=factions["Taliban"], start="1996/..", passages=["Cited."])
    make_statement(subject=person, object=factions["Alliance"], start="1997/..", passages=["Cited."])
    assert changes_of_side(cited_of(person)) == []
