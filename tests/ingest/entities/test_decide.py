"""A curator decides what a doubtful record is, once."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from archive.ingest.entities.decide import DecisionError, likely_entities, settle
from archive.models import Entity, ExternalId, UnsettledRecord
from tests.factories import make_faction, make_person
from tests.ingest.entities.registers import import_text

pytestmark = pytest.mark.django_db

LIST = "id,name,aliases,kind,born\n1,Adrian Falck,The Miller,person,1961\n"


@pytest.fixture
def user():
    return get_user_model().objects.create_user("anna")


@pytest.fixture
def falk():
    return make_person(name="Adrian Falk")


def waiting(tmp_path):
    import_text(tmp_path, LIST)
    return UnsettledRecord.objects.get()


def test_the_entries_that_it_may_be_are_looked_up_with_the_reason(tmp_path, falk):
    (like,) = likely_entities(waiting(tmp_path))

    assert (like.entity, like.reason) == (falk.pk, "one letter") and like.chance > 0.5


def test_as_the_same_it_adds_to_the_entry_and_is_known_from_then_on(tmp_path, falk, user):
    done = settle(record=waiting(tmp_path), decision="same", entity=falk, user=user)

    falk.refresh_from_db()
    assert done.entity == falk and falk.born_edtf == "1961" and falk.name == "Adrian Falk"
    assert sorted(falk.names.values_list("text", flat=True)) == ["Adrian Falck", "Adrian Falk", "The Miller"]
    again = import_text(tmp_path, LIST)
    assert (again.unchanged, again.doubtful) == (1, 0)


def test_as_a_new_one_it_is_added(tmp_path, falk, user):
    done = settle(record=waiting(tmp_path), decision="new", user=user)

    assert done.entity.slug == "adrian-falck" and Entity.objects.count() == 2
    record = UnsettledRecord.objects.get()
    assert (record.decision, record.entity, record.decided_by) == ("new", done.entity, user)
    assert import_text(tmp_path, LIST).unchanged == 1


def test_left_out_it_is_not_asked_again(tmp_path, falk, user):
    settle(record=waiting(tmp_path), decision="left", user=user)

    again = import_text(tmp_path, LIST)
    assert (again.unchanged, again.doubtful, Entity.objects.count()) == (1, 0, 1)


def test_it_is_decided_once_of_its_kind_and_with_a_number_that_is_free(tmp_path, falk, user):
    record = waiting(tmp_path)
    with pytest.raises(DecisionError, match="same kind"):
        settle(record=record, decision="same", entity=make_faction(name="League"), user=user)
    other = make_person(name="Xaver")
    number = ExternalId.objects.create(entity=other, scheme="other", value="list:1")
    with pytest.raises(DecisionError, match="Another entry has its number"):
        settle(record=record, decision="same", entity=falk, user=user)
    number.delete()
    settle(record=record, decision="left", user=user)
    with pytest.raises(DecisionError, match="already decided on this record"):
        settle(record=record, decision="new", user=user)
