"""Events that may be the same: one that reports tell of, and one of a data set."""

from __future__ import annotations

from itertools import count

import pytest

from archive.evidence.same_events import MAX_SHOWN, may_be_same
from archive.models import DatasetRow, Event, Evidence
from tests.factories import make_event, make_place

pytestmark = pytest.mark.django_db
numbers = count(1)


@pytest.fixture
def mazar():
    country = make_place(name="Land", place_type="country")
    balkh = make_place(name="Balkh", place_type="province", parent=country)
    return make_place(name="Mazar", parent=balkh)


@pytest.fixture
def told(mazar):
    return make_event(
        title="Told", kind="battle", date_edtf="1997-05-27/1997-05-28", place=mazar, passages=["They fought."]
    )


def in_data_set(*, title="Row", kind="battle", is_private=False, **values):
    row = DatasetRow.objects.create(dataset="ucdp-ged", number=str(next(numbers)), is_private=is_private)
    event = make_event(title=title, kind=kind, **values)
    Evidence.objects.create(event=event, dataset_row=row)
    return event


def found(event, *, in_data_set=False):
    read = Event.objects.get(pk=event.pk)  # with what the database derives of its place
    return [one.title for one in may_be_same(read, in_data_set=in_data_set)]


def test_those_of_about_the_same_days_place_and_kind_are_found_from_either_side(told, mazar):
    far = in_data_set(title="A day after", date_edtf="1997-05-29", place=mazar, kind="armed-clash")
    near = in_data_set(title="The same days", date_edtf="1997-05-27/1997-05-28", place=mazar)
    assert found(told) == ["The same days", "A day after"]
    for row in (near, far):
        assert found(row, in_data_set=True) == ["Told"]


def test_a_place_within_the_precision_counts_and_a_whole_country_does_not(told, mazar):
    balkh = mazar.parent
    in_data_set(title="In the province", date_edtf="1997-05-28", place=balkh, place_precision="province")
    in_data_set(title="In the country", date_edtf="1997-05-28", place=balkh.parent, place_precision="country")
    in_data_set(title="In a street", date_edtf="1997-05-28", place=make_place(parent=mazar))
    in_data_set(
        title="Elsewhere", date_edtf="1997-05-28", place=make_place(name="Kabul", parent=balkh.parent)
    )
    assert found(told) == ["In the province", "In a street"]


def test_other_days_and_kinds_its_parts_and_what_it_is_part_of_are_not(told, mazar):
    in_data_set(date_edtf="1997-05-30", place=mazar)
    in_data_set(date_edtf="1997", place=mazar)
    in_data_set(place=mazar)
    in_data_set(date_edtf="1997-05-27", place=mazar, kind="talks")
    in_data_set(date_edtf="1997-05-27", place=mazar, part_of=told)
    told.part_of = in_data_set(date_edtf="1997-05-27", place=mazar)
    told.save()
    make_event(kind="battle", date_edtf="1997-05-27", place=mazar, passages=["Told too."])
    assert found(told) == []


def test_what_readers_may_not_see_is_not(told, mazar):
    in_data_set(date_edtf="1997-05-27", place=mazar, is_private=True)
    in_data_set(date_edtf="1997-05-27", place=mazar, status="suggested")
    assert found(told) == []


def test_an_event_without_days_or_place_or_of_many_days_is_none_of_them(mazar):
    in_data_set(date_edtf="1997-05-27", place=mazar)
    for values in (
        {"place": mazar},
        {"date_edtf": "1997-05-27"},
        {"date_edtf": "1997-05-27/..", "place": mazar},
        {"date_edtf": "1997-04/1997-06", "place": mazar},
    ):
        assert found(make_event(kind="battle", passages=["Told."], **values)) == []


def test_few_of_many_are_shown_and_the_page_and_the_data_have_them(client, told, mazar):
    for number in range(MAX_SHOWN + 2):
        in_data_set(title=f"Row {number}", date_edtf="1997-05-28", place=mazar)
    data = client.get(f"/events/{told.pk}.json").json()
    html = client.get(told.get_absolute_url()).content.decode()
    assert len(data["may_be_same"]) == MAX_SHOWN
    part = html[html.index('id="same"') :].split("</section>")[0]
    assert all(one["title"] in part for one in data["may_be_same"])
    assert "Nobody has decided whether they are one." in part
