"""Data sets in the admin: a file is tried and imported, its rows looked at, actors decided, reports laid beside events."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.ingest.datasets.jobs import import_dataset
from archive.models import (
    Batch,
    Capture,
    Claim,
    DatasetActor,
    DatasetRow,
    Event,
    EventParty,
    Evidence,
    UnrelatedReport,
)
from tests.admin.forms import messages_on
from tests.factories import make_article, make_faction, make_name, make_person, make_place, make_source
from tests.ingest.datasets.tables import acled, ged, import_rows, table

pytestmark = pytest.mark.django_db

IMPORT, ACTORS = "admin:import_dataset", "admin:actors"


def upload(client, *rows, name="GEDEvent_v24_1.csv", content=None, **values):
    content = content or table(*rows).encode()
    sent = {"file": SimpleUploadedFile(name, content), "step": "import"} | values
    return client.post(reverse(IMPORT), sent, follow=True)


def work():
    """Do what the worker would do."""
    for batch in Batch.objects.filter(status="waiting"):
        import_dataset(batch_id=batch.pk)


# Import


def test_a_trial_shows_what_would_happen_and_writes_nothing_and_is_then_imported(editor):
    page = upload(editor, ged(), ged(id="2", best="x"), step="try")
    batch = Batch.objects.get()
    assert (batch.status, batch.user.username, batch.options["dataset"]) == ("waiting", "edith", "ucdp-ged")
    assert page.redirect_chain[-1][0] == reverse("admin:archive_batch_change", args=[batch.pk])
    assert "waiting: it begins" in page.content.decode()

    work()

    batch.refresh_from_db()
    assert (batch.status, batch.created_count, batch.rejected_count) == ("finished", 1, 1)
    assert not DatasetRow.objects.exists() and not Event.objects.exists()
    page = editor.get(reverse("admin:archive_batch_change", args=[batch.pk])).content.decode()
    assert "not a whole number" in page and "a trial: nothing was written" in page and "Import it now" in page

    editor.post(reverse("admin:dataset_batch_step", args=[batch.pk]), {"step": "again"})
    work()

    row = DatasetRow.objects.get()
    assert (row.number, row.batch.status, row.version) == ("1001", "finished", "24.1")
    assert bytes(row.capture.content) == table(ged(), ged(id="2", best="x")).encode()
    assert (Batch.objects.count(), Capture.objects.count()) == (2, 1)


def test_a_file_of_acled_is_recognised_and_named_by_its_day(editor):
    upload(editor, acled(), name="export.csv")
    work()

    row = DatasetRow.objects.get()
    assert (row.dataset, row.is_private, len(row.version)) == ("acled", True, 10)
    page = editor.get(reverse("admin:archive_batch_change", args=[row.batch_id])).content.decode()
    assert "terms of use forbid" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,age\nAnna,4\n", "its columns are not theirs"),
        (b"PK\x03\x04", "unpack it"),
        (b"\n", "is empty"),
    ],
)
def test_a_file_that_is_no_data_set_is_refused_at_once_and_not_kept(editor, content, said):
    page = upload(editor, content=content)

    assert said in page.content.decode() and page.status_code == 200
    assert not Batch.objects.exists() and not Capture.objects.exists()


def test_a_running_import_can_be_stopped_and_goes_on_where_it_was(editor, monkeypatch):
    monkeypatch.setattr("archive.ingest.keeping.BETWEEN_LOOKS", 1)
    upload(editor, *(ged(id=str(number)) for number in range(1, 5)))
    batch = Batch.objects.get()
    add_rows, stop = Event.objects.bulk_create, reverse("admin:dataset_batch_step", args=[batch.pk])

    def press(*args, **options):
        editor.post(stop, {"step": "stop"})
        return add_rows(*args, **options)

    monkeypatch.setattr("archive.ingest.lots.BATCH_SIZE", 2)
    monkeypatch.setattr(Event.objects, "bulk_create", press)
    work()
    monkeypatch.undo()

    batch.refresh_from_db()
    assert batch.status == "interrupted" and 0 < DatasetRow.objects.count() < 4
    assert "Continue" in editor.get(reverse("admin:archive_batch_change", args=[batch.pk])).content.decode()
    editor.post(stop, {"step": "again"})
    work()
    assert DatasetRow.objects.count() == Event.objects.count() == 4


def test_only_editors_import(curator, contributor):
    for client in (curator, contributor):
        assert client.get(reverse(IMPORT)).status_code == 403
        assert upload(client, ged()).status_code == 403
        assert client.post(reverse("admin:dataset_batch_step", args=[1]), {"step": "stop"}).status_code == 403


def test_the_page_of_a_row_shows_its_cells_its_source_and_its_event(curator, tmp_path):
    import_rows(tmp_path, ged())
    row = DatasetRow.objects.get()

    page = curator.get(reverse("admin:archive_datasetrow_change", args=[row.pk])).content.decode()

    assert (
        "League spokesman" in page and "CC BY 4.0" in page and "Sundberg" in page and "version 24.1" in page
    )
    assert reverse("admin:archive_event_change", args=[Event.objects.get().pk]) in page


# Actors


def test_one_press_gives_an_actor_its_faction_in_all_events(curator, tmp_path):
    import_rows(tmp_path, ged(side_b="Valley League"), ged(id="2", side_b="Valley League", side_b_new_id="7"))
    league, army = (
        make_faction(name="Valley League of 1990"),
        make_faction(name="Government of Sylvania’s army"),
    )

    page = curator.get(reverse(ACTORS))
    first = page.context["actors"][0]
    assert (first.words, first.events, first.years) == ("Government of Sylvania", 2, "1997")
    assert first.offered == []  # governments are alike: none is offered by its likeness
    assert page.context["actors"][1].offered == [league]

    answer = curator.post(
        reverse(ACTORS), {"actor": "ucdp:Government of Sylvania", "faction": army.pk}, follow=True
    )

    assert EventParty.objects.filter(entity=army).count() == 2
    assert messages_on(answer) == [f"“Government of Sylvania” is {army} in 2 events, with 2 figures."]
    assert [actor.words for actor in answer.context["actors"]] == ["Valley League"]


def test_an_actor_that_keeps_its_words_is_not_asked_again(curator, tmp_path):
    import_rows(tmp_path, ged())

    answer = curator.post(reverse(ACTORS), {"actor": "ucdp:League", "faction": "none"}, follow=True)

    assert [actor.words for actor in answer.context["actors"]] == ["Government of Sylvania"]
    assert DatasetActor.objects.get().entity is None


def test_an_actor_is_decided_for_a_time(curator, tmp_path):
    import_rows(tmp_path, ged(), ged(id="2", date_start="2003-05-01", date_end="2003-05-02"))
    guard = make_faction()
    address = reverse("admin:actor", query={"family": "ucdp", "words": "Government of Sylvania"})
    assert curator.get(address).context["number"] == 2

    wrong = curator.post(address, {"entity": guard.pk, "within_edtf": "soon"})
    assert wrong.status_code == 200 and not DatasetActor.objects.exists()
    curator.post(address, {"entity": guard.pk, "within_edtf": "../2001-11"})

    assert [str(party.event.date_edtf) for party in guard.events_as_party.all()] == ["1997-05-28"]


def test_decisions_are_taken_back_from_their_list(curator, tmp_path):
    import_rows(tmp_path, ged())
    curator.post(reverse(ACTORS), {"actor": "ucdp:League", "faction": make_faction().pk})
    listed = reverse("admin:archive_datasetactor_changelist")

    curator.post(listed, {"action": "take_back", "_selected_action": [DatasetActor.objects.get().pk]})

    assert not DatasetActor.objects.exists() and EventParty.objects.get(words="League").entity is None


def test_actors_and_factions_with_a_protected_name_are_shown_to_no_curator(curator, tmp_path):
    make_faction(name="Zhakmar Front", visibility="protected")
    import_rows(tmp_path, ged(side_b="Zhakmar Front of the North", side_b_new_id=""))

    page = curator.get(reverse(ACTORS))

    assert "zhakmar" not in page.content.decode().lower()
    address = reverse("admin:actor", query={"family": "ucdp", "words": "Zhakmar Front of the North"})
    assert curator.get(address).status_code == 404


def test_a_contributor_decides_nothing(contributor, tmp_path):
    import_rows(tmp_path, ged())
    assert contributor.get(reverse(ACTORS)).status_code == 403
    assert contributor.post(reverse(ACTORS), {"actor": "ucdp:League", "faction": "none"}).status_code == 403


# Reports beside an event


@pytest.fixture
def event(tmp_path):
    make_place(name="Riverton", place_type="town", latitude=36.7, longitude=67.1)
    import_rows(tmp_path, ged())
    return Event.objects.get()


def report(**values):
    town = Event.objects.get().place
    told = {"body": "Twelve were killed at Riverton. It rained.", "date_edtf": "1997-05-29"} | values
    return make_article(mentions=[(town, "Riverton")], **told)


def test_a_report_is_accepted_with_one_press_and_becomes_evidence(curator, event):
    article, address = report(), reverse("admin:event_reports", args=[event.pk])
    page = curator.get(address).content.decode()
    assert (
        "names Riverton" in page
        and "gives the figure 12" in page
        and "<mark>Twelve were killed at Riverton.</mark>" in page
    )

    curator.post(address, {"accepted": article.pk})

    evidence = Evidence.objects.get(event=event, passage__isnull=False)
    assert (evidence.passage.article, evidence.passage.words) == (article, "Twelve were killed at Riverton.")
    assert curator.get(address).context["offered"] == []


def test_a_report_is_rejected_with_one_press_and_not_shown_again(curator, event):
    article, address = report(), reverse("admin:event_reports", args=[event.pk])

    curator.post(address, {"rejected": article.pk})

    assert UnrelatedReport.objects.get().article == article
    assert (
        curator.get(address).context["offered"] == []
        and not Evidence.objects.filter(passage__isnull=False).exists()
    )


def test_the_page_shows_what_the_data_set_cites_and_links_the_report(curator, event):
    cited = make_article(
        headline="Fighting at the bridge", source=make_source(name="Post"), date_edtf="1997-05-29"
    )

    page = curator.get(reverse("admin:event_reports", args=[event.pk]))

    ((citation, found),) = page.context["cited"]
    assert (citation.headline, found) == ("Fighting at the bridge", cited)


def test_of_a_private_row_the_page_warns_before_a_report_makes_its_event_public(curator, tmp_path):
    import_rows(tmp_path, acled(), name="acled.csv")

    page = curator.get(reverse("admin:event_reports", args=[Event.objects.get().pk])).content.decode()

    assert "Its row may not be published" in page
    assert not Claim.objects.public().exists()


def test_events_at_protected_places_and_reports_with_protected_names_are_closed(curator, event):
    make_name(entity=make_person(name="Zhakmarov", visibility="protected"), text="Abu Zhakmar")
    hidden = report(body="Twelve were killed at Riverton, Zhakmarov said.")
    address = reverse("admin:event_reports", args=[event.pk])

    assert curator.get(address).context["offered"] == []
    curator.post(address, {"accepted": hidden.pk})
    assert not Evidence.objects.filter(passage__isnull=False).exists()
    event.place.visibility = "protected"
    event.place.save()
    assert curator.get(address).status_code == 404


def test_a_contributor_sees_but_does_not_decide(contributor, event):
    article, address = report(), reverse("admin:event_reports", args=[event.pk])
    assert "It is about the event" not in contributor.get(address).content.decode()
    assert contributor.post(address, {"accepted": article.pk}).status_code == 403


def test_the_desk_counts_open_actors_and_the_page_of_imports_leads_editors_to_theirs(editor, curator, event):
    desk = curator.get(reverse("admin:index")).content.decode()
    imports = reverse("admin:imports")
    assert "actors of data sets without a faction" in desk and imports in desk
    assert reverse(IMPORT) not in curator.get(imports).content.decode()
    assert reverse(IMPORT) in editor.get(imports).content.decode()
