"""An actor of data sets is a faction, for all its events or those of a time; that can be taken back."""

from __future__ import annotations

import pytest

from archive.curation.assign_actor import AssignError, assign_actor, forget_actor
from archive.models import Claim, DatasetActor, Event, EventParty
from tests.factories import make_event, make_faction, make_person
from tests.ingest.datasets.tables import ged, import_rows

pytestmark = pytest.mark.django_db

GOVERNMENT = {"family": "ucdp", "words": "Government of Sylvania"}


@pytest.fixture
def imported(tmp_path):
    import_rows(tmp_path, ged(), ged(id="1002", date_start="2003-05-01", date_end="2003-05-02"))


def who(words="Government of Sylvania"):
    parties = EventParty.objects.filter(words=words).order_by("event__date_range")
    return [party.entity for party in parties]


def figures():
    dead = Claim.objects.filter(counted="fighters", low=4).order_by("event__date_range")
    return [(claim.counted_entity, claim.scope_words) for claim in dead]


def test_one_decision_holds_for_all_its_events_and_their_figures(imported):
    army = make_faction(name="Army")
    same_words_elsewhere = EventParty.objects.create(
        event=make_event(), role="acts", words="Government of Sylvania"
    )

    done = assign_actor(faction=army, **GOVERNMENT)

    assert (done.events, done.claims) == (2, 2)
    assert figures() == [(army, ""), (army, "")]
    assert EventParty.objects.filter(entity=army).count() == 2
    same_words_elsewhere.refresh_from_db()
    assert same_words_elsewhere.entity is None  # no data set names it there


def test_a_decision_for_a_time_leaves_other_events_open(imported):
    old, new = make_faction(), make_faction()

    assign_actor(faction=old, within="../2001-11", **GOVERNMENT)
    assert (who(), figures()[1]) == ([old, None], (None, "on the side of Government of Sylvania"))

    assign_actor(faction=new, within="2001-12/..", **GOVERNMENT)
    assert who() == [old, new]


def test_a_changed_decision_moves_its_events_and_one_taken_back_leaves_the_words(imported):
    wrong, right = make_faction(), make_faction()
    assign_actor(faction=wrong, **GOVERNMENT)

    done = assign_actor(faction=right, **GOVERNMENT)
    assert (who(), figures()[0][0], DatasetActor.objects.count()) == ([right, right], right, 1)

    forget_actor(actor=done.actor)
    assert (who(), DatasetActor.objects.count()) == ([None, None], 0)
    assert figures()[0] == (None, "on the side of Government of Sylvania")


def test_what_a_curator_chose_for_one_event_stays(imported):
    own, army = make_faction(), make_faction()
    EventParty.objects.filter(
        event=Event.objects.order_by("date_range")[0], words=GOVERNMENT["words"]
    ).update(entity=own)

    assign_actor(faction=army, **GOVERNMENT)

    assert who() == [own, army]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"words": "Nobody"}, "No event has"),
        ({"within": "when it was cold"}, "not a date"),
    ],
)
def test_a_decision_that_cannot_be_made_says_why_and_writes_nothing(imported, values, reason):
    with pytest.raises(AssignError, match=reason):
        assign_actor(**GOVERNMENT | {"faction": make_faction()} | values)
    assert who() == [None, None] and not DatasetActor.objects.exists()


def test_a_person_is_no_faction(imported):
    with pytest.raises(AssignError, match="choose a faction"):
        assign_actor(faction=make_person(), **GOVERNMENT)
