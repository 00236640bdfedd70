"""Splits, mergers and names as a diagram."""

from __future__ import annotations

import pytest

from archive.evidence.cited import cited_of
from archive.presentation.descent import descent
from tests.factories import make_faction, make_statement

pytestmark = pytest.mark.django_db


def test_it_says_who_comes_and_who_goes_in_order_of_time():
    party, mother, child, guest, heir, former = (
        make_faction(name=name) for name in ("Party", "Mother", "Child", "Guest", "Heir", "Former")
    )
    for subject, predicate, object, dates in (
        (child, "split-from", party, {"first_cited": "1996"}),
        (party, "split-from", mother, {"start": "1979", "start_is_real": True}),
        (guest, "merged-into", party, {"first_cited": "1992"}),
        (party, "merged-into", heir, {"first_cited": "2001-12"}),
        (former, "renamed-to", party, {"first_cited": "1985"}),
        (party, "allied-with", child, {"first_cited": "1997"}),
        (party, "renamed-to", heir, {}),
    ):
        make_statement(subject=subject, predicate=predicate, object=object, passages=["Cited."], **dates)
    drawn = descent(cited_of(party))
    assert [(one.words, one.entity.name, one.when, one.comes) for one in drawn.branches] == [
        ("split from", "Mother", "1979", True),
        ("formerly", "Former", "1985", True),
        ("absorbed", "Guest", "1992", True),
        ("split off", "Child", "1996", False),
        ("merged into", "Heir", "December 2001", False),
        ("renamed to", "Heir", "date not known", False),
    ]
    assert [one.y for one in drawn.branches] == sorted(one.y for one in drawn.branches)


def test_without_any_there_is_no_diagram():
    party = make_faction()
    make_statement(subject=party, predicate="fighting", object=make_faction(), passages=["Cited."])
    assert descent(cited_of(party)) is None
