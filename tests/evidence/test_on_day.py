"""The state of things on a day, in four grades, and the reasons."""

from __future__ import annotations

import pytest

from archive.evidence.cited import cited_of
from archive.evidence.on_day import how_surely, in_grades, reason
from tests.factories import make_faction, make_person, make_statement

pytestmark = pytest.mark.django_db

KNOWN = {
    "real ends": {"start": "1994-11-05", "start_is_real": True, "end": "2001-11-13", "end_is_real": True},
    "citations": {"first_cited": "1997-05", "last_cited": "1998-08-08"},
    "open end": {"first_cited": "1996-09-27", "end": "2021-08-15/.."},
    "before": {"start": "../1994", "last_cited": "1996-05-01"},
    "undated": {},
}
# On each of five dates: exact, a month, a year, a season, open.
STATES = {
    "1997-05-20": {"certain": ["open end", "real ends"], "possible": ["citations"], "not known": ["before", "undated"]},
    "1998-08": {"certain": ["open end", "real ends"], "possible": ["citations"], "not known": ["before", "undated"]},
    "1993": {"possible": ["before"], "not known": ["citations", "open end", "undated"], "no": ["real ends"]},
    "2001-23": {"certain": ["open end"], "possible": ["real ends"], "not known": ["before", "citations", "undated"]},
    "2021-08-16/..": {"possible": ["open end"], "not known": ["before", "citations", "undated"], "no": ["real ends"]},
}  # fmt: skip


@pytest.mark.parametrize("on", STATES)
def test_the_state_on_five_dates(on):
    faction = make_faction()
    for name, dates in KNOWN.items():
        make_statement(subject=make_person(name=name), object=faction, passages=["He was there."], **dates)
    found = in_grades(cited_of(faction, on=on))
    assert {group.grade: [one.other.name for one in group.found] for group in found} == STATES[on]
    assert [group.heading for group in found] == [
        heading for grade, heading in (("certain", "Certainly"), ("possible", "Possibly"), ("not known", "Not known"), ("no", "No"))
        if grade in STATES[on]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "on", "said"),
    [
        (KNOWN["real ends"], "1994", ""),
        (KNOWN["real ends"], "1993", "not yet: joined on 5 November 1994"),
        (KNOWN["real ends"], "2002", "not any more: left on 13 November 2001"),
        ({"end": "2001-11", "end_is_real": True}, "2002", "not any more: left in November 2001"),
        (KNOWN["citations"], "1998-08-09", "last cited on 8 August 1998"),
        (KNOWN["citations"], "1997-04", "first cited in May 1997"),
        ({"first_cited": "199X"}, "2001", "last cited in the 1990s"),
        ({"first_cited": "1996~"}, "2001", "last cited in about 1996"),
        ({"start": "1994/.."}, "1993", "first cited since 1994"),
        ({"start": "1994"}, "1993", "first cited in 1994"),
        ({}, "1993", "no date is cited"),
    ],
)
def test_the_reason_is_said_where_it_is_not_certain(dates, on, said):
    person = make_person()
    make_statement(subject=person, object=make_faction(), passages=["He was there."], **dates)
    (one,) = cited_of(person, on=on)
    assert reason(one, on) == said


def test_relations_begin_and_end_where_people_join_and_leave():
    faction = make_faction()
    make_statement(
        subject=faction,
        predicate="fighting",
        object=make_faction(),
        passages=["They fought."],
        **KNOWN["real ends"],
    )
    (one,) = cited_of(faction, on="2002")
    assert reason(one, "2002") == "not any more: ended on 13 November 2001"


@pytest.mark.parametrize(
    ("certainty", "on", "said"),
    [
        ("certain", "1997-06", "certainly"),
        ("probable", "1997-06", "probably"),
        ("possible", "1997-06", "possibly"),
        ("certain", "1997-05", "possibly"),
        ("probable", "1997-05", "possibly"),
        ("certain", "1999", "not known"),
    ],
)
def test_how_surely_is_the_less_sure_of_dates_and_sources(certainty, on, said):
    person = make_person()
    make_statement(
        subject=person,
        object=make_faction(),
        certainty=certainty,
        passages=["He was there."],
        **KNOWN["citations"],
    )
    (one,) = cited_of(person, on=on)
    assert how_surely(one) == said


@pytest.mark.parametrize(
    ("predicate", "said"),
    [
        ("member-of", "left"),
        ("commands", "left"),
        ("leads", "ended"),
        ("office", "ended"),
        ("detained-by", "ended"),
    ],
)
def test_who_led_or_was_held_has_not_left(predicate, said):
    person = make_person()
    make_statement(
        subject=person,
        predicate=predicate,
        object=make_faction(),
        passages=["He was there."],
        **KNOWN["real ends"],
    )
    (one,) = cited_of(person, on="2002")
    assert reason(one, "2002") == f"not any more: {said} on 13 November 2001"
