"""An import of entities is taken back as far as nobody has worked on what it did."""

from __future__ import annotations

import pghistory
import pytest

from archive.ingest.entities.take_back import ImportTakeBackError, take_back_import
from archive.models import Batch, Entity, ExternalId, Name, UnsettledRecord
from tests.factories import make_article, make_faction, make_person, make_place, make_statement
from tests.ingest.entities.registers import geonames, import_text, of_money

pytestmark = pytest.mark.django_db

PEOPLE = "id,name,aliases,kind,born\n1,Adrian Falk,Adrien Falck,person,1961-02-03\n2,Berta Lind,,person,\n3,Cora Munk,,person,\n"


def taken_back(outcome):
    return take_back_import(batch=Batch.objects.get(pk=outcome.batch_id))


def test_what_an_import_added_goes_and_can_be_imported_again(tmp_path):
    outcome = import_text(tmp_path, PEOPLE, options={"entities": True})

    done = taken_back(outcome)

    assert (done.entities, done.told) == (3, [])
    assert not Entity.objects.exists() and not Name.objects.exists() and not ExternalId.objects.exists()
    assert import_text(tmp_path, PEOPLE).created == 3


def test_places_within_places_go_together(tmp_path):
    outcome = import_text(tmp_path, geonames(), name="SY.txt", options={"entities": True})

    assert taken_back(outcome).entities == 6
    assert not Entity.objects.exists()


def test_what_somebody_worked_on_or_what_something_rests_on_stays(tmp_path):
    outcome = import_text(tmp_path, PEOPLE, options={"entities": True})
    falk, lind, _ = Entity.objects.order_by("slug")
    with pghistory.context(user=1):
        Entity.objects.filter(pk=falk.pk).update(summary="a miller")
        make_statement(subject=lind, predicate="member-of", object=make_faction(name="The League"))

    done = taken_back(outcome)

    assert sorted(Entity.objects.values_list("name", flat=True)) == [
        "Adrian Falk",
        "Berta Lind",
        "The League",
    ]
    assert done.entities == 1 and len(done.told) == 2 and "“Adrian Falk” stays" in done.told[0]


def test_the_places_around_one_that_stays_stay_too(tmp_path):
    outcome = import_text(tmp_path, geonames(), name="SY.txt", options={"entities": True})
    with pghistory.context(user=1):
        make_place(name="Mill", parent=Entity.objects.get(name="Riverton"))

    taken_back(outcome)

    assert set(Entity.objects.values_list("name", flat=True)) == {
        "Mill", "Riverton", "Riverton District", "Valley Province", "Sylvania",
    }  # fmt: skip


def test_what_an_import_changed_is_as_before_unless_it_was_changed_again(tmp_path):
    with pghistory.context(user=1):
        falk, lind = make_person(name="Adrian Falk"), make_person(name="Berta Lind")
        for number, person in enumerate((falk, lind)):
            ExternalId.objects.create(entity=person, scheme="wikidata", value=f"Q{number}")
    lines = [
        of_money(f"Q{number}", name, birthDate=["1961"], alias=[f"A. {name}"])
        for number, name in enumerate(("Adrian Falk", "Berta Lind"))
    ]
    outcome = import_text(tmp_path, "\n".join(lines), name="s.json", options={"entities": True})
    assert outcome.updated == 2
    with pghistory.context(user=1):
        Entity.objects.filter(pk=lind.pk).update(born_edtf="1962")
        Name.objects.filter(text="A. Berta Lind").update(note="in letters")

    done = taken_back(outcome)

    assert list(Entity.objects.order_by("slug").values_list("name", "born_edtf")) in (
        [("Adrian Falk", ""), ("Berta Lind", "1962")], [("Berta Lind", "1962"), ("Adrian Falk", "")],
    )  # fmt: skip
    assert sorted(Name.objects.values_list("text", flat=True)) == [
        "A. Berta Lind",
        "Adrian Falk",
        "Berta Lind",
    ]
    assert set(ExternalId.objects.values_list("scheme", flat=True)) == {"wikidata"}
    assert (done.names, done.ids, done.restored, len(done.told)) == (1, 2, 1, 2)


def test_records_that_wait_go_with_their_import(tmp_path):
    make_person(name="Adrian Falk")
    outcome = import_text(tmp_path, PEOPLE.replace("1961-02-03", ""), options={"entities": True})
    assert UnsettledRecord.objects.count() == 1

    taken_back(outcome)

    assert not UnsettledRecord.objects.exists()


def test_an_import_of_anything_else_or_one_that_runs_is_refused():
    for batch in (
        Batch.objects.create(label="x"),
        Batch.objects.create(label="y", options={"entities": True}, status="running"),
    ):
        with pytest.raises(ImportTakeBackError):
            take_back_import(batch=batch)
    assert make_article().pk
