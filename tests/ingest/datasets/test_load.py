"""Rows of data sets become events with their parties, claims and evidence; again they change only what they change."""

from __future__ import annotations

import pytest

from archive.models import (
    Batch,
    Claim,
    DatasetActor,
    DatasetRow,
    Event,
    EventIdentifier,
    EventParty,
    Evidence,
    ExternalId,
)
from tests.factories import make_event, make_faction, make_passage, make_place
from tests.ingest.datasets.tables import acled, ged, import_rows, table

pytestmark = pytest.mark.django_db


def counts(outcome):
    return outcome.read, outcome.created, outcome.updated, outcome.unchanged, outcome.rejected


def parties(event):
    return {(party.role, party.words): party.entity for party in event.parties.all()}


def figures(event):
    return sorted(
        (claim.low, claim.high, claim.counted, claim.words or claim.scope_words)
        for claim in event.claims.all()
    )


def told(outcome):
    return [line.reason for line in (*outcome.notices, *outcome.refusals)]


# What is made of a row


def test_a_row_of_ged_becomes_an_event_with_parties_claims_and_evidence(tmp_path):
    land = make_place(name="Sylvania", place_type="country")
    town = make_place(name="Riverton", parent=land, place_type="town", latitude=36.71, longitude=67.1)
    league = make_faction(name="The League", names=["League"])

    outcome = import_rows(tmp_path, ged())

    event, row = Event.objects.get(), DatasetRow.objects.get()
    assert counts(outcome) == (1, 1, 0, 0, 0)
    assert (event.kind, event.date_edtf, event.status) == ("battle", "1997-05-28", "accepted")
    assert event.title == "Fighting between Government of Sylvania and League, Riverton town, 28 May 1997"
    assert (event.place, event.place_precision) == (
        town.entity_ptr if hasattr(town, "entity_ptr") else town,
        "exact",
    )
    assert event.place_words == "Riverton town, Riverton district, Valley province, Sylvania"
    assert (event.latitude, event.longitude) == (36.70, 67.11)
    assert parties(event) == {("side a", "Government of Sylvania"): None, ("side b", "League"): league}
    assert [str(found) for found in event.identifiers.all()] == ["ucdp-ged 1001"]
    assert figures(event) == [
        (3, 3, "fighters", ""),
        (4, 4, "fighters", "on the side of Government of Sylvania"),
        (5, 5, "civilians", ""),
        (10, 20, "all", "best estimate 12"),
    ]
    assert {claim.claimant_words for claim in event.claims.all()} == {
        "UCDP GED 24.1, as reported by League spokesman"
    }
    assert {claim.claimant_sort for claim in event.claims.all()} == {"data set"}
    assert (row.dataset, row.number, row.version, row.origin, row.row, row.is_private) == (
        "ucdp-ged", "1001", "24.1", "GEDEvent_v24_1.csv", 2, False,
    )  # fmt: skip
    assert row.values == ged()
    assert Evidence.objects.filter(dataset_row=row, event=event).count() == 1
    assert Evidence.objects.filter(dataset_row=row, claim__event=event).count() == 4
    assert list(Event.objects.public()) == [event] and Claim.objects.public().count() == 4


def test_rows_of_acled_are_private_and_the_import_says_why(tmp_path):
    outcome = import_rows(tmp_path, acled(), name="acled.csv", version="2026-11-30")

    event, row = Event.objects.get(), DatasetRow.objects.get()
    assert (event.kind, event.title) == (
        "government-regains",
        "Fighting between Military Forces of Sylvania (2014-2021) and League, Riverton, 10 August 2018",
    )
    assert row.is_private and row.version == "2026-11-30"
    assert not Event.objects.public().exists() and not Claim.objects.public().exists()
    assert [claim.claimant_words for claim in event.claims.all()] == ["ACLED, as reported by Post; Gazette"]
    assert any("terms of use forbid" in line for line in told(outcome))


def test_an_event_of_acled_becomes_public_only_with_a_report_of_its_own_and_its_claims_stay_private(tmp_path):
    import_rows(tmp_path, acled(), name="acled.csv")
    event = Event.objects.get()
    Evidence.objects.create(event=event, passage=make_passage(words="The road was quiet."))

    assert list(Event.objects.public()) == [event]
    assert not Claim.objects.public().exists()


def test_acled_s_zero_is_no_claim_that_nobody_died(tmp_path):
    import_rows(tmp_path, acled(fatalities="0"), name="acled.csv")

    assert Event.objects.count() == 1 and not Claim.objects.exists()


def test_civilians_are_a_party_without_being_a_side(tmp_path):
    import_rows(tmp_path, ged(type_of_violence="3", side_b="Civilians", side_b_new_id="9999", deaths_b="0"))

    event = Event.objects.get()
    assert event.kind == "violence-against-civilians"
    assert event.title == "Violence against civilians by Government of Sylvania, Riverton town, 28 May 1997"
    assert set(parties(event)) == {("side a", "Government of Sylvania"), ("civilians", "Civilians")}


def test_allies_on_one_side_are_parties_of_their_own_and_their_dead_belong_to_none_alone(tmp_path):
    make_faction(name="League")
    import_rows(tmp_path, ged(side_b="League, Front", side_b_new_id=""))

    event = Event.objects.get()
    assert set(parties(event)) == {
        ("side a", "Government of Sylvania"),
        ("side b", "League"),
        ("side b", "Front"),
    }
    assert (3, 3, "fighters", "on the side of League, Front") in figures(event)


def test_estimates_out_of_order_give_the_range_that_holds_them_and_a_line(tmp_path):
    outcome = import_rows(
        tmp_path, ged(low="15", best="12", high="12", deaths_a="", deaths_b="", deaths_civilians="")
    )

    assert figures(Event.objects.get()) == [(12, 15, "all", "best estimate 12")]
    assert any("out of order" in line for line in told(outcome))


# Sides


def test_a_faction_is_found_by_the_number_of_the_actor_whatever_its_name(tmp_path):
    front = make_faction(name="Front")
    ExternalId.objects.create(entity=front, scheme="ucdp_actor", value="303")

    import_rows(tmp_path, ged())

    assert parties(Event.objects.get())["side b", "League"] == front


def test_a_name_that_two_factions_share_and_one_that_is_ambiguous_decide_nothing(tmp_path):
    make_faction(names=["League"]), make_faction(names=["League"])
    other = make_faction(name="Other")
    other.names.create(text="Government of Sylvania", ambiguous=True)

    import_rows(tmp_path, ged())

    assert set(parties(Event.objects.get()).values()) == {None}


def test_a_faction_that_did_not_exist_yet_or_any_more_is_not_meant(tmp_path):
    make_faction(name="League", founded_edtf="1998")
    make_faction(name="Government of Sylvania", dissolved_edtf="1996")

    import_rows(tmp_path, ged())

    assert set(parties(Event.objects.get()).values()) == {None}


def test_of_two_bearers_of_a_name_the_one_that_existed_is_meant(tmp_path):
    make_faction(names=["League"], dissolved_edtf="1990")
    young = make_faction(names=["League"], founded_edtf="1991~")

    import_rows(tmp_path, ged())

    assert parties(Event.objects.get())["side b", "League"] == young


def test_the_list_of_actors_gives_the_full_name_of_one_that_never_changed_it(tmp_path):
    front = make_faction(name="United Front of the Valley")
    renamed = make_faction(name="Army of the Hills")
    actors = [
        {
            "ActorId": "303",
            "NameData": "UFV",
            "NameOrigFullEng": "United Front of the Valley",
            "NameChange": "0",
        },
        {"ActorId": "130", "NameData": "AH", "NameOrigFullEng": "Army of the Hills", "NameChange": "1"},
    ]
    outcome = import_rows(tmp_path, *actors, name="ucdp-actor-221.csv")
    assert counts(outcome) == (2, 2, 0, 0, 0) and not Event.objects.exists()

    import_rows(tmp_path, ged(side_a="AH", side_b="UFV"))

    assert parties(Event.objects.get()) == {("side a", "AH"): None, ("side b", "UFV"): front}
    assert renamed.events_as_party.count() == 0


def test_what_a_curator_decided_of_an_actor_holds_for_later_imports_within_its_time(tmp_path):
    before, after = make_faction(name="Old guard"), make_faction(name="New guard")
    said = {"family": "ucdp", "words": "Government of Sylvania"}
    DatasetActor.objects.create(entity=before, within_edtf="../1996-09", **said)
    DatasetActor.objects.create(entity=after, within_edtf="1996-10/..", **said)
    DatasetActor.objects.create(family="ucdp", words="League", entity=None)
    make_faction(name="League")

    import_rows(tmp_path, ged(), ged(id="1002", date_start="1995-01-02", date_end="1995-01-02"))

    old, new = Event.objects.order_by("date_range")
    assert parties(old)["side a", "Government of Sylvania"] == before
    assert parties(new) == {("side a", "Government of Sylvania"): after, ("side b", "League"): None}


# Places


def test_a_place_of_the_same_name_far_away_is_not_taken(tmp_path):
    make_place(name="Riverton", place_type="town", latitude=10.0, longitude=10.0)

    import_rows(tmp_path, ged())

    event = Event.objects.get()
    assert event.place is None and event.place_words.startswith("Riverton town")


def test_of_two_places_of_a_name_the_nearer_is_taken_if_it_is_much_nearer(tmp_path):
    near = make_place(name="Riverton", place_type="town", latitude=36.701, longitude=67.111)
    make_place(name="Riverton", place_type="village", latitude=36.85, longitude=67.2)

    import_rows(tmp_path, ged())

    assert Event.objects.get().place == near


def test_a_place_without_coordinates_must_lie_in_the_country_of_the_row(tmp_path):
    land, other = (
        make_place(name="Sylvania", place_type="country"),
        make_place(name="Elsewhere", place_type="country"),
    )
    make_place(name="Riverton", parent=other)
    import_rows(tmp_path, ged())
    assert Event.objects.get().place is None

    inside = make_place(name="Riverton", parent=land)
    import_rows(tmp_path, ged(id="1002"))
    assert Event.objects.get(identifiers__value="1002").place == inside


def test_a_province_is_not_a_town_of_the_same_name(tmp_path):
    make_place(name="Valley", place_type="town", latitude=36.7, longitude=67.1)
    province = make_place(name="Valley", place_type="province", latitude=36.5, longitude=67.0)

    import_rows(tmp_path, ged(where_prec="4"))

    event = Event.objects.get()
    assert (event.place, event.place_precision) == (province, "province")


@pytest.mark.parametrize(
    ("name", "taken"), [("Riwerton", True), ("Reverton", True), ("Rivers", False), ("Upper Riverton", False)]
)
def test_a_place_close_by_that_is_spelt_alike_is_taken(tmp_path, name, taken):
    place = make_place(name=name, place_type="town", latitude=36.72, longitude=67.12)
    make_place(name="Riwerton", place_type="town", latitude=37.9, longitude=67.12)

    import_rows(tmp_path, ged())

    assert Event.objects.get().place == (place if taken else None)


def test_of_two_places_close_by_that_are_spelt_alike_none_is_taken(tmp_path):
    make_place(name="Riwerton", place_type="town", latitude=36.72, longitude=67.12)
    make_place(name="Reverton", place_type="town", latitude=36.69, longitude=67.12)

    import_rows(tmp_path, ged())

    assert Event.objects.get().place is None


def test_a_district_is_taken_for_its_town_where_it_has_no_entry_of_its_own(tmp_path):
    town = make_place(name="Riverton", place_type="town", latitude=36.7, longitude=67.1)
    import_rows(tmp_path, ged(where_prec="3"))
    event = Event.objects.get()
    assert (event.place, event.place_precision) == (town, "district")

    district = make_place(name="Riverton district", place_type="district", latitude=36.7, longitude=67.1)
    import_rows(tmp_path, ged(id="2", where_prec="3"))
    assert Event.objects.get(identifiers__value="2").place == district


def test_a_number_of_geonames_outranks_the_name(tmp_path):
    place = make_place(name="Rivertown")
    ExternalId.objects.create(entity=place, scheme="geonames", value="1147290")

    import_rows(tmp_path, ged() | {"geonames_id": "1147290.0"})

    assert Event.objects.get().place == place


# Again, and changed


def test_a_second_run_changes_nothing(tmp_path):
    rows = [ged(), ged(id="1002"), ged(id="1003")]
    import_rows(tmp_path, *rows)
    before = [
        list(model.objects.order_by("pk").values())
        for model in (DatasetRow, Event, EventParty, Claim, Evidence)
    ]

    outcome = import_rows(tmp_path, *rows)

    assert counts(outcome) == (3, 0, 0, 3, 0)
    assert before == [
        list(model.objects.order_by("pk").values())
        for model in (DatasetRow, Event, EventParty, Claim, Evidence)
    ]


def test_the_same_row_in_other_notation_or_with_fewer_columns_changes_nothing(tmp_path):
    import_rows(tmp_path, ged())
    spread = ged(
        id="1001.0",
        best="12.0",
        date_start="1997-05-28 00:00:00.000",
        latitude="36.7000",
        date_end="1997-05-28T00:00:00",
    )
    few = {
        "ID": "1001",
        "Side A": "Government of Sylvania",
        "side_b": "League",
        "date_start": "1997-05-28",
        "best": "12",
    }

    assert counts(import_rows(tmp_path, spread)) == (1, 0, 0, 1, 0)
    assert counts(import_rows(tmp_path, few)) == (1, 0, 0, 1, 0)


def test_a_changed_row_updates_its_event_parties_and_claims(tmp_path):
    import_rows(tmp_path, ged())
    league = make_faction(name="Front")

    outcome = import_rows(
        tmp_path,
        ged(side_b="Front", side_b_new_id="7", best="13", deaths_a="0", date_end="1997-05-30", date_prec="2"),
        name="GEDEvent_v25_1.csv",
    )

    event = Event.objects.get()
    assert counts(outcome) == (1, 0, 1, 0, 0)
    assert (event.date_edtf, event.title) == (
        "1997-05-28/1997-05-30",
        "Fighting between Government of Sylvania and Front, Riverton town, between 28 and 30 May 1997",
    )
    assert parties(event) == {("side a", "Government of Sylvania"): None, ("side b", "Front"): league}
    assert figures(event) == [
        (3, 3, "fighters", ""),
        (5, 5, "civilians", ""),
        (10, 20, "all", "best estimate 13"),
    ]
    assert DatasetRow.objects.get().version == "25.1"
    assert {claim.claimant_words for claim in event.claims.all()} == {
        "UCDP GED 25.1, as reported by League spokesman"
    }


def test_a_changed_row_leaves_what_a_curator_decided(tmp_path):
    import_rows(tmp_path, ged())
    event, other = Event.objects.get(), make_faction(name="Another")
    Event.objects.filter(pk=event.pk).update(title="The bridge", date_edtf="1997-05")
    EventParty.objects.filter(words="League").update(entity=other)
    event.claims.get(counted="civilians").delete()
    Claim.objects.filter(counted="all").update(status="rejected", low=9)
    Claim.objects.filter(low=4).update(status="rejected")

    outcome = import_rows(
        tmp_path,
        ged(
            date_start="1997-05-27",
            side_b="Front",
            best="30",
            high="30",
            low="11",
            deaths_civilians="6",
            deaths_a="0",
        ),
    )

    event.refresh_from_db()
    assert (event.title, event.date_edtf) == ("The bridge", "1997-05")
    assert parties(event)["side b", "League"] == other and ("side b", "Front") in parties(event)
    assert not event.claims.filter(counted="civilians").exists()
    whole = event.claims.get(counted="all")
    assert (whole.status, whole.low, whole.high, whole.words) == ("rejected", 9, 30, "best estimate 30")
    assert event.claims.get(low=4).status == "rejected"
    (line,) = [line for line in told(outcome) if "decided in the archive" in line]
    assert "title" in line and "date" in line and "League" in line


def test_a_changed_row_with_fewer_columns_keeps_the_rest_and_is_refused_if_the_two_contradict_each_other(
    tmp_path,
):
    import_rows(tmp_path, ged())
    few = {
        "id": "1001",
        "side_a": "Government of Sylvania",
        "side_b": "League",
        "date_start": "1997-05-28",
        "best": "13",
    }

    assert counts(import_rows(tmp_path, few)) == (1, 0, 1, 0, 0)
    row = DatasetRow.objects.get()
    assert (row.values["best"], row.values["high"]) == ("13", "20") and len(figures(Event.objects.get())) == 4

    outcome = import_rows(tmp_path, few | {"date_start": "1997-06-01"})
    assert counts(outcome) == (1, 0, 0, 0, 1) and "is before" in outcome.refusals[0].reason
    assert DatasetRow.objects.get().values["date_start"] == "1997-05-28"


def test_an_event_that_was_deleted_is_not_made_again(tmp_path):
    import_rows(tmp_path, ged())
    Event.objects.all().delete()

    outcome = import_rows(tmp_path, ged(best="13"))

    assert counts(outcome) == (1, 0, 1, 0, 0) and not Event.objects.exists()
    assert any("was deleted in the archive" in line for line in told(outcome))


def test_a_row_is_added_to_the_event_that_has_its_number_and_leaves_it_as_it_is(tmp_path):
    event = make_event(title="The battle of the bridge")
    EventIdentifier.objects.create(event=event, scheme="ucdp-ged", value="1001")

    import_rows(tmp_path, ged())

    event.refresh_from_db()
    assert (Event.objects.count(), event.title, event.claims.count()) == (1, "The battle of the bridge", 4)


# Refusals


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"id": ""}, "no number of its own"),
        ({"date_start": "1997-02-30"}, "a day that does not exist"),
        ({"date_start": "03/04/1997"}, "two ways"),
        ({"date_start": "1997-05-29"}, "is before"),
        ({"date_start": "", "date_end": "", "year": ""}, "give it a date"),
        ({"type_of_violence": "4"}, "GED does not have"),
        ({"best": "a dozen"}, "not a whole number"),
        ({"best": "-1"}, "cannot be"),
        ({"best": "99999999999"}, "cannot be"),
        ({"latitude": "136.7"}, "not a number from -90 to 90"),
        ({"latitude": "nan"}, "not a number from -90 to 90"),
        ({"latitude": ""}, "only one of"),
        ({"side_a": " "}, "side_a is empty"),
    ],
)
def test_a_broken_row_is_refused_with_its_line_and_breaks_no_other(tmp_path, values, reason):
    outcome = import_rows(tmp_path, ged(id="1"), ged(**values), ged(id="3"))

    (refusal,) = outcome.refusals
    assert counts(outcome) == (3, 2, 0, 0, 1)
    assert (refusal.line, reason in refusal.reason) == (3, True), refusal.reason
    assert sorted(row.number for row in DatasetRow.objects.all()) == ["1", "3"]
    assert Event.objects.count() == 2
    (told,) = Batch.objects.get().errors
    known_by = told.pop("headline")
    assert told == {"file": "GEDEvent_v24_1.csv", "line": 3, "reason": refusal.reason}
    assert "League, Riverton town" in known_by


def test_a_refused_row_is_known_by_its_parties_its_place_and_its_day(tmp_path):
    outcome = import_rows(tmp_path, ged(id="1", best="a dozen", date_start="1997-05-19"))
    assert outcome.refusals[0].headline == "Government of Sylvania, League, Riverton town, 1997-05-19"


def test_a_row_that_the_database_refuses_breaks_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.ingest.datasets.titles.MAX_TITLE", 400)
    monkeypatch.setattr("archive.ingest.datasets.titles.MAX_PLACE", 400)

    outcome = import_rows(tmp_path, ged(id="1"), ged(where_coordinates="x " * 180), ged(id="3"))

    assert counts(outcome) == (3, 2, 0, 0, 1)
    assert "refused by the database" in outcome.refusals[0].reason
    assert Event.objects.count() == 2 and EventParty.objects.count() == 4


def test_another_row_with_a_number_of_the_import_is_refused_and_the_same_is_not(tmp_path):
    outcome = import_rows(tmp_path, ged(), ged(best="13"), ged())

    assert counts(outcome) == (3, 1, 0, 1, 1)
    assert "number of an earlier row" in outcome.refusals[0].reason


def test_a_dry_run_counts_alike_and_writes_nothing(tmp_path):
    rows = [ged(), ged(id="2", best="x"), ged(), ged(id="3")]

    dry = import_rows(tmp_path, *rows, dry_run=True)

    assert counts(dry) == (4, 2, 0, 1, 1)
    assert not any(model.objects.exists() for model in (DatasetRow, Event, Claim, Evidence, Batch))
    assert counts(import_rows(tmp_path, *rows)) == counts(dry)


# Vanished


def test_rows_that_a_whole_file_no_longer_has_are_marked_and_come_back(tmp_path):
    import_rows(tmp_path, ged(id="1"), ged(id="2"))
    import_rows(tmp_path, ged(id="1"))
    assert not DatasetRow.objects.filter(
        vanished_at__isnull=False
    ).exists()  # an extract says nothing of the rest

    outcome = import_rows(tmp_path, ged(id="1"), name="GEDEvent_v25_1.csv", whole=True)

    assert [row.number for row in DatasetRow.objects.filter(vanished_at__isnull=False)] == ["2"]
    assert any("one row that an earlier file had is" in line for line in told(outcome))
    assert Event.objects.count() == 2

    outcome = import_rows(tmp_path, ged(id="1"), ged(id="2"), whole=True)
    assert counts(outcome) == (2, 0, 1, 1, 0)
    assert not DatasetRow.objects.filter(vanished_at__isnull=False).exists()


def test_a_yearly_release_says_nothing_of_candidate_rows_and_other_data_sets(tmp_path):
    import_rows(tmp_path, ged(id="1"))
    import_rows(tmp_path, ged(id="2"), name="GEDEvent_v26_0_7.csv")
    import_rows(tmp_path, acled(), name="acled.csv")

    import_rows(tmp_path, ged(id="3"), name="GEDEvent_v26_1.csv", whole=True)

    assert [row.number for row in DatasetRow.objects.filter(vanished_at__isnull=False)] == ["1"]


def test_nothing_is_marked_as_vanished_where_a_row_could_not_be_read(tmp_path):
    import_rows(tmp_path, ged(id="1"), ged(id="2"))

    broken = table(ged(id="1")) + "2,too short\n"
    outcome = import_rows(tmp_path, text=broken, whole=True)

    assert not DatasetRow.objects.filter(vanished_at__isnull=False).exists()
    assert any("no row was marked as vanished" in line for line in told(outcome))


def test_a_row_that_cannot_be_read_but_has_its_number_has_not_vanished(tmp_path):
    import_rows(tmp_path, ged(id="1"), ged(id="2"))

    import_rows(tmp_path, ged(id="1"), ged(id="2", best="x"), whole=True)

    assert not DatasetRow.objects.filter(vanished_at__isnull=False).exists()


# Interrupted


def test_an_import_that_is_stopped_keeps_what_it_read_and_the_next_continues(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.ingest.lots.BATCH_SIZE", 2)
    rows = [ged(id=str(number)) for number in range(1, 8)]
    answers = iter([False, False, True])

    outcome = import_rows(tmp_path, *rows, stop=lambda: next(answers), whole=True)

    assert (outcome.interrupted, Batch.objects.get().status) == (True, "interrupted")
    assert Event.objects.count() == DatasetRow.objects.count() == 3
    again = import_rows(tmp_path, *rows)
    assert counts(again) == (7, 4, 0, 3, 0) and Event.objects.count() == 7
