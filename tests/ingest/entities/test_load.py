"""Records of registers become entities with their names and numbers; again they change only what an import wrote."""

from __future__ import annotations

import pghistory
import pytest
from django.contrib.auth import get_user_model

from archive.ingest.entities.formats import RegisterReading
from archive.models import Batch, Entity, ExternalId, Name, UnsettledRecord
from tests.factories import make_faction, make_person, make_place
from tests.ingest.entities.registers import geonames, import_text, of_money

pytestmark = pytest.mark.django_db


def counts(outcome):
    return (
        outcome.read,
        outcome.created,
        outcome.updated,
        outcome.unchanged,
        outcome.doubtful,
        outcome.rejected,
    )


def told(outcome):
    return [line.reason for line in (*outcome.notices, *outcome.refusals)]


def names(entity):
    return sorted(entity.names.values_list("text", flat=True))


PEOPLE = "id,name,aliases,kind,born\n1,Adrian Falk,Adrien Falck|The Miller,person,1961-02-03\n2,Berta Lind,,person,\n"


def test_a_record_becomes_an_entity_with_names_numbers_and_a_history_that_names_the_import(tmp_path):
    outcome = import_text(tmp_path, PEOPLE, name="people.csv")

    falk = Entity.objects.get(slug="adrian-falk")
    assert counts(outcome) == (2, 2, 0, 0, 0, 0)
    assert (falk.kind, falk.name, falk.born_edtf, falk.visibility) == (
        "person",
        "Adrian Falk",
        "1961-02-03",
        "public",
    )
    assert names(falk) == ["Adrian Falk", "Adrien Falck", "The Miller"]
    assert [name.text for name in falk.names.filter(is_primary=True)] == ["Adrian Falk"]
    assert list(falk.external_ids.values_list("scheme", "value")) == [("other", "people:1")]
    for event in (
        pghistory.models.Events.objects.tracks(falk),
        pghistory.models.Events.objects.tracks(falk.names.first()),
    ):
        assert [one.pgh_context["reason"] for one in event] == [f"import batch {outcome.batch_id}"]


def test_the_same_file_again_changes_nothing(tmp_path):
    import_text(tmp_path, PEOPLE)
    before = list(Name.objects.values()), list(Entity.objects.values())

    again = import_text(tmp_path, PEOPLE)

    assert counts(again) == (2, 0, 0, 2, 0, 0)
    assert (list(Name.objects.values()), list(Entity.objects.values())) == before


def test_a_list_without_numbers_is_recognised_by_its_names(tmp_path):
    text = "name,kind\nAdrian Falk,person\nAdrian Falk,person\n"

    assert counts(import_text(tmp_path, text)) == (2, 1, 0, 1, 0, 0)
    assert counts(import_text(tmp_path, text)) == (2, 0, 0, 2, 0, 0)


def test_two_rows_of_one_name_that_say_otherwise_are_refused_without_numbers(tmp_path):
    outcome = import_text(tmp_path, "name,latitude,longitude\nMill,1,1\nMill,20,20\n")

    assert counts(outcome) == (2, 1, 0, 0, 0, 1)
    assert "give each a number" in told(outcome)[-1]


def test_a_dry_run_writes_nothing_and_says_what_would_be(tmp_path):
    outcome = import_text(tmp_path, PEOPLE, dry_run=True)

    assert counts(outcome)[:2] == (2, 2)
    assert not Entity.objects.exists() and not Batch.objects.exists()


def test_a_newer_file_changes_what_an_import_wrote_and_adds_names(tmp_path):
    import_text(tmp_path, PEOPLE)

    newer = import_text(
        tmp_path, PEOPLE.replace("1961-02-03", "1961").replace("Berta Lind,,", "Berta Lind,Lindy Berta,")
    )

    falk, lind = Entity.objects.order_by("slug")
    assert counts(newer) == (2, 0, 2, 0, 0, 0)
    assert falk.born_edtf == "1961"
    assert names(lind) == ["Berta Lind", "Lindy Berta"]


def test_what_a_curator_wrote_emptied_or_deleted_stays_and_a_line_says_so(tmp_path):
    import_text(
        tmp_path, PEOPLE.replace("born", "born,description").replace("1961-02-03", "1961-02-03,a miller")
    )
    falk = Entity.objects.get(slug="adrian-falk")
    with pghistory.context(user=1):
        Entity.objects.filter(pk=falk.pk).update(born_edtf="1962", summary="")
        falk.names.get(text="The Miller").delete()

    newer = import_text(
        tmp_path, PEOPLE.replace("born", "born,description").replace("1961-02-03", "1960,the miller")
    )

    falk.refresh_from_db()
    assert (falk.born_edtf, falk.summary) == ("1962", "")
    assert names(falk) == ["Adrian Falk", "Adrien Falck"]
    assert any("stays: summary, born" in line for line in told(newer))


def test_an_entry_that_was_deleted_is_not_made_again(tmp_path):
    import_text(tmp_path, PEOPLE)
    with pghistory.context(user=1):
        Entity.objects.get(slug="adrian-falk").delete()

    again = import_text(tmp_path, PEOPLE)

    assert not Entity.objects.filter(slug="adrian-falk").exists()
    assert any("“Adrian Falk” was deleted" in line for line in told(again))


def test_entities_are_told_apart_from_those_with_another_number_of_the_same_register(tmp_path):
    import_text(tmp_path, of_money("a-1", "Adrian Falk"), name="s.json")

    outcome = import_text(tmp_path, of_money("a-2", "Adrian Falk"), name="s.json")

    assert counts(outcome) == (1, 1, 0, 0, 0, 0)
    assert sorted(Entity.objects.values_list("slug", flat=True)) == ["adrian-falk", "adrian-falk-a-2"]


def test_a_record_with_a_number_that_the_archive_knows_from_elsewhere_is_that_entity(tmp_path):
    falk = make_person(name="A. Falk")
    ExternalId.objects.create(entity=falk, scheme="wikidata", value="Q7")

    outcome = import_text(tmp_path, of_money("Q7", "Adrian Falk"), name="s.json")

    assert counts(outcome) == (1, 0, 1, 0, 0, 0)
    assert names(falk) == ["A. Falk", "Adrian Falk"]
    assert {("wikidata", "Q7"), ("opensanctions", "Q7")} == set(
        falk.external_ids.values_list("scheme", "value")
    )


@pytest.mark.parametrize("name", ["Adrian Falk", "Adryan Falck", "Falk, Adrian"])
def test_what_may_be_an_entry_already_waits_for_a_curator(tmp_path, name):
    make_person(name="Adrian Falk")

    outcome = import_text(tmp_path, f'id,name,kind\n1,"{name}",person\n')

    assert counts(outcome) == (1, 0, 0, 0, 1, 0)
    assert UnsettledRecord.objects.get().name == name
    assert any("may be Adrian Falk" in line for line in told(outcome))
    assert counts(import_text(tmp_path, f'id,name,kind\n1,"{name}",person\n')) == (1, 0, 0, 0, 1, 0)
    assert UnsettledRecord.objects.count() == 1


def test_people_born_in_different_years_and_places_far_apart_are_different(tmp_path):
    make_person(name="Adrian Falk", born_edtf="1920")
    make_place(name="Riverton", place_type="town", latitude=10, longitude=10)

    outcome = import_text(tmp_path, PEOPLE)
    places = import_text(
        tmp_path,
        geonames((4, "Riverton", "", 36.7, 67.1, "P", "PPLA", "SY", "01", "", 40_000)),
        name="SY.txt",
    )

    assert counts(outcome)[1] == 2 and counts(places)[1] == 1


def test_a_person_born_on_that_day_and_a_place_where_it_is_are_the_same(tmp_path):
    falk = make_person(name="Adrian Falk", born_edtf="1961-02-03")
    town = make_place(name="Riverton", place_type="town", latitude=36.72, longitude=67.1)

    outcome = import_text(tmp_path, PEOPLE)
    import_text(
        tmp_path,
        geonames((4, "Riverton", "Riverstadt", 36.71, 67.11, "P", "PPLA", "SY", "01", "", 40_000)),
        name="SY.txt",
    )

    town.refresh_from_db()
    assert counts(outcome)[1:3] == (1, 1)
    assert names(falk) == ["Adrian Falk", "Adrien Falck", "The Miller"]
    assert town.population == 40_000 and town.latitude == 36.72
    assert names(town) == ["Riverstadt", "Riverton"]


def test_a_town_is_not_its_province(tmp_path):
    make_place(name="Riverton", place_type="province", latitude=36.72, longitude=67.1)

    outcome = import_text(
        tmp_path,
        geonames((4, "Riverton", "", 36.71, 67.11, "P", "PPLA", "SY", "01", "", 40_000)),
        name="SY.txt",
    )

    assert counts(outcome)[4] == 1


def test_a_protected_person_is_neither_changed_nor_named_by_somebody_who_may_not_see_them(tmp_path):
    falk = make_person(name="Adrian Falk", visibility="protected")
    ExternalId.objects.create(entity=falk, scheme="wikidata", value="Q7")
    curator = get_user_model().objects.create_user("curator")

    known = import_text(
        tmp_path, of_money("Q7", "Adrian Falk", alias=["The Miller"]), name="s.json", user=curator
    )
    alike = import_text(tmp_path, of_money("b-1", "Adrian Falk"), name="t.json", user=curator)

    assert names(falk) == ["Adrian Falk"] and Entity.objects.count() == 1
    assert counts(known) == (1, 0, 0, 1, 0, 0)
    assert counts(alike)[4] == 1
    assert not any("Falk" in line for line in told(alike))
    import_text(tmp_path, of_money("Q7", "Adrian Falk", alias=["The Old Miller"]), name="s.json")
    assert names(falk) == ["Adrian Falk", "The Old Miller"]
    falk.refresh_from_db()
    assert falk.visibility == "protected"


def test_names_that_say_little_are_only_suggested(tmp_path):
    import_text(
        tmp_path,
        of_money("a", "Adrian Falk", weakAlias=["Old Miller"], alias=["Adi", "Adrien Falck"]),
        name="s.json",
    )
    import_text(tmp_path, "ActorId,NameData,NameOrigFullEng\n1,VLF,Valley League Front\n", name="actors.csv")

    vague = {name.text for name in Name.objects.filter(ambiguous=True)}
    assert vague == {"Old Miller", "Adi", "VLF"}


def test_an_import_stops_and_the_same_one_goes_on(tmp_path):
    rows = geonames(
        *((number, f"Village {number}x", "", 1, 1, "P", "PPL", "SY", "", "", 0) for number in range(1, 1200))
    )
    calls = iter(range(10_000))

    first = import_text(tmp_path, rows, name="SY.txt", stop=lambda: next(calls) > 600)
    rest = import_text(tmp_path, rows, name="SY.txt")

    assert first.interrupted and first.created == 602
    assert (rest.unchanged, rest.created) == (602, 597)
    assert Batch.objects.get(pk=first.batch_id).status == "interrupted"


def test_a_record_that_the_database_refuses_costs_no_other(tmp_path, monkeypatch):
    text = "id,name,kind,wikidata\n1,Adrian Falk,person,\n2,Berta Lind,person,\n3,Cora Munk,person,\n"
    monkeypatch.setattr(
        "archive.ingest.entities.add.slug_base",
        lambda name: "-bad" if name.startswith("Berta") else name.lower().replace(" ", "-"),
    )

    outcome = import_text(tmp_path, text)

    assert counts(outcome) == (3, 2, 0, 0, 0, 1)
    assert sorted(Entity.objects.values_list("name", flat=True)) == ["Adrian Falk", "Cora Munk"]
    assert Name.objects.count() == 2


def test_an_entry_of_another_kind_is_not_made_what_it_is_not(tmp_path):
    league = make_faction(name="The League")
    ExternalId.objects.create(entity=league, scheme="wikidata", value="Q9")

    outcome = import_text(tmp_path, of_money("Q9", "Leo Gue"), name="s.json")

    assert counts(outcome)[5] == 1
    assert "is a person here" in told(outcome)[0]


def test_drafts_are_added_as_such(tmp_path):
    import_text(tmp_path, PEOPLE, visibility="draft")

    assert set(Entity.objects.values_list("visibility", flat=True)) == {"draft"}


def test_the_kind_is_asked_for_where_nothing_says_it(tmp_path):
    outcome = import_text(tmp_path, "id,name\n1,Adrian Falk\n")
    told_kind = import_text(tmp_path, "id,name\n1,Adrian Falk\n", reading=RegisterReading(kind="person"))

    assert "does not say what it is" in told(outcome)[-1]
    assert counts(told_kind)[1] == 1


def test_a_place_lies_in_its_country_and_not_in_a_town_of_that_name(tmp_path):
    make_place(name="Afghanistan", place_type="town", latitude=1, longitude=1)
    row = geonames((4, "Riverton", "", 36.7, 67.1, "P", "PPLA", "AF", "01", "", 40_000))
    import_text(tmp_path, row, name="AF.txt")
    assert Entity.objects.get(name="Riverton").parent is None

    country = make_place(name="Afghanistan", place_type="country")
    import_text(tmp_path, row, name="AF.txt")

    assert Entity.objects.get(name="Riverton").parent.pk == country.pk


@pytest.mark.parametrize(
    "other",
    [
        "Əli Khel",
        "Aƣarsin",
        "Qasr al-‘Asharnah",
        "Ak\u02bbmola",
        "Akmola\u02b9",
        "zwr Kwt\u0679",
        "Bay\u02bfah",
        "Ta\u2019izz",
    ],
)
def test_a_name_with_signs_of_transliteration_is_added_once(tmp_path, other):
    row = geonames(
        (4, "Riverton", f"{other},River\u02bbton", 36.7, 67.1, "P", "PPLA", "SY", "01", "", 40_000)
    )
    import_text(tmp_path, row, name="SY.txt")

    assert counts(import_text(tmp_path, row, name="SY.txt")) == (1, 0, 0, 1, 0, 0)
