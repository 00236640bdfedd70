"""Places that are added after the rows of a data set are found for their events."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core import serializers
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from archive.ingest.datasets.jobs import place_events_later, place_waiting_events
from archive.ingest.datasets.place_events import PlacedEvents, place_events
from archive.models import Event
from tests.factories import make_event, make_place
from tests.ingest.datasets.tables import acled, ged, import_rows

pytestmark = pytest.mark.django_db


def add_riverton(**values):
    return make_place(name="Riverton", place_type="town", latitude=36.7, longitude=67.11, **values)


def places():
    return dict(Event.objects.order_by("pk").values_list("identifiers__value", "place"))


@pytest.fixture
def rows(tmp_path):
    import_rows(
        tmp_path, ged(), ged(id="1002", where_coordinates="Hilltop town", latitude="10", longitude="10")
    )
    import_rows(tmp_path, acled(), name="acled.csv")


def test_a_place_that_was_added_later_is_found_once(rows):
    assert set(places().values()) == {None}
    riverton = add_riverton()
    assert place_events() == PlacedEvents(looked_at=3, placed=2)
    assert places() == {"1001": riverton.pk, "1002": None, "SYL12": riverton.pk}
    assert place_events() == PlacedEvents(looked_at=1, placed=0)


def test_one_that_a_curator_gave_another_place_or_other_words_is_left(rows):
    other = make_place(name="Elsewhere")
    first, second, third = Event.objects.order_by("pk")
    Event.objects.filter(pk=first.pk).update(place=other)
    Event.objects.filter(pk=third.pk).update(place_words="Near the mill")
    add_riverton()
    assert place_events().placed == 0
    assert places() == {"1001": other.pk, "1002": None, "SYL12": None}


def test_a_draft_is_not_taken_as_readers_would_lose_the_event(rows):
    riverton = add_riverton(visibility="draft")
    assert place_events().placed == 0
    riverton.visibility = "public"
    riverton.save()
    assert place_events().placed == 2


def test_events_that_no_data_set_tells_are_not_looked_at(rows):
    make_event(place_words="Riverton", passages=["They fought."])
    add_riverton()
    assert place_events().looked_at == 3


def test_it_stops_between_lots_and_goes_on(rows, monkeypatch):
    monkeypatch.setattr("archive.ingest.datasets.place_events.LOT", 1)
    add_riverton()
    asked = iter([False, True])
    assert place_events(stop=lambda: next(asked)) == PlacedEvents(looked_at=1, placed=1)
    assert place_events() == PlacedEvents(looked_at=2, placed=1)


def test_the_command_says_what_it_did(rows):
    add_riverton()
    said = StringIO()
    call_command("place_events", stdout=said)
    assert said.getvalue().strip() == "3 events of data sets without a place looked at: 2 have one now."
    said = StringIO()
    call_command("place_events", "--json", stdout=said)
    assert json.loads(said.getvalue()) == {"looked_at": 1, "placed": 0}


def test_it_is_queued_once_and_only_while_an_event_waits(rows):
    add_riverton()
    assert place_events_later() and place_events_later()
    assert ProcrastinateJob.objects.filter(task_name="place_events", status="todo").count() == 1
    assert place_waiting_events.func() == {"looked_at": 3, "placed": 2}
    Event.objects.filter(place=None).update(place=add_riverton())
    assert not place_events_later()


def test_places_of_a_fixture_are_found(rows, tmp_path):
    riverton = add_riverton()
    path = tmp_path / "places.json"
    path.write_text(
        serializers.serialize(
            "json",
            [riverton, *riverton.names.all()],
            use_natural_foreign_keys=True,
            use_natural_primary_keys=True,
        )
    )
    riverton.delete()
    call_command("loaddata", str(path), verbosity=0)
    assert sum(place is not None for place in places().values()) == 2
