"""Events that readers may see, found in two ways."""

from __future__ import annotations

import pytest

from archive.models import DatasetRow, Event, Evidence
from tests.factories import make_article, make_claim, make_event, make_passage, make_place

pytestmark = pytest.mark.django_db


def test_both_ways_find_the_same_events():
    hidden = make_place(visibility="protected")
    draft = make_article(body="They fought.", status="draft")
    public = [
        make_event(passages=["They fought."]),
        make_event(place=make_place(), passages=["They fought."]),
    ]
    make_event()
    make_event(status="suggested", passages=["They fought."])
    make_event(place=hidden, passages=["They fought."])
    make_event(passages=[make_passage(article=draft)])
    told = make_event()
    make_claim(event=told, passages=["At least 30 were killed."])
    make_claim(event=make_event(), passages=["At least 40 were killed."], status="suggested")
    make_claim(event=make_event())
    for is_private in (True, False):
        row = DatasetRow.objects.create(
            dataset="ucdp-ged", number=str(is_private), values={}, is_private=is_private
        )
        event = make_event()
        Evidence.objects.create(event=event, dataset_row=row)
    expected = {one.pk for one in (*public, told, event)}
    assert set(Event.objects.public().values_list("pk", flat=True)) == expected
    assert set(Event.objects.public_among_many().values_list("pk", flat=True)) == expected
