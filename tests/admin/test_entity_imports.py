"""Registers in the admin: uploaded, columns changed, tried, imported, doubtful records decided, the import taken back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.ingest.entities.jobs import import_register, take_import_back
from archive.models import Batch, Entity, UnsettledRecord
from tests.admin.forms import messages_on
from tests.factories import make_person
from tests.ingest.entities.registers import UN_LIST, import_text

pytestmark = pytest.mark.django_db

IMPORT, UNSETTLED = "admin:import_entities", "admin:unsettled"
TABLE = "Nr;Nom;Autres noms;description\n1;Adrian Falk;A. Falk;a miller\n2;Berta Lind;;\n"


def upload(client, text, name="list.csv", **values):
    sent = {"file": SimpleUploadedFile(name, text.encode()), "step": "import"} | values
    return client.post(reverse(IMPORT), sent, follow=True)


def work():
    """Do what the worker would do."""
    for batch in Batch.objects.filter(status="waiting", options__has_key="dry_run"):
        import_register(batch_id=batch.pk)


def shown(client, batch):
    return client.get(reverse("admin:archive_batch_change", args=[batch.pk])).content.decode()


def test_a_list_that_says_what_it_is_is_imported_at_once(editor):
    upload(editor, UN_LIST, name="consolidated.xml")
    work()

    batch = Batch.objects.get()
    assert (batch.status, batch.created_count, batch.user.username) == ("finished", 2, "edith")
    assert Entity.objects.filter(name="Adrian Falk").exists()


def test_the_columns_of_a_table_are_shown_changed_tried_and_then_imported(editor):
    page = upload(editor, TABLE.replace("Nom;", "Name;"), kind="person", step="try")
    address = page.redirect_chain[-1][0]
    html = page.content.decode()
    assert "Autres noms" in html and '<option value="name" selected>' in html and not Entity.objects.exists()

    said = {"column_0": "id", "column_1": "name", "column_2": "names", "column_3": ""}
    refused = editor.post(address, said | {"column_1": ""})
    assert "no column for names" in refused.content.decode()
    editor.post(address, said | {"step": "try"})
    work()

    trial = Batch.objects.get()
    assert (trial.status, trial.created_count) == ("finished", 2) and not Entity.objects.exists()
    assert "“Autres noms” is names" in shown(editor, trial) and "Import it now" in shown(editor, trial)
    editor.post(reverse("admin:entity_batch_step", args=[trial.pk]), {"step": "again"})
    work()
    falk = Entity.objects.get(slug="adrian-falk")
    assert (
        sorted(falk.names.values_list("text", flat=True)) == ["A. Falk", "Adrian Falk"] and falk.summary == ""
    )
    assert list(falk.external_ids.values_list("value", flat=True)) == ["list:1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("just words", "is not a list of people"), ("a;b\n1;2\n", "is known to hold names"), ("", "empty")],
)
def test_a_file_that_is_none_is_refused_on_the_form(editor, text, said):
    assert said in upload(editor, text).content.decode()
    assert not Batch.objects.exists()


def test_doubtful_records_are_laid_beside_what_they_may_be_and_decided(curator, tmp_path):
    falk = make_person(name="Adrian Falk", summary="A quartermaster.")
    import_text(
        tmp_path,
        "id,name,aliases,kind\n1,Adrian Falck,Miller Falck,person\n2,Adriaan Falk,,person\n3,Adrian Falk,,person\n",
    )
    html = curator.get(reverse(UNSETTLED)).content.decode()
    assert (
        "Miller Falck" in html
        and "one letter" in html
        and "the same name" in html
        and "A quartermaster." in html
    )
    assert "3" in curator.get(reverse("admin:index")).content.decode()
    first, second, third = UnsettledRecord.objects.order_by("pk")

    for record, decision in ((first, f"same:{falk.pk}"), (second, "new"), (third, "left")):
        page = curator.post(reverse(UNSETTLED), {"record": record.pk, "decision": decision}, follow=True)
    assert "was left out" in messages_on(page)[0]

    assert sorted(falk.names.values_list("text", flat=True)) == [
        "Adrian Falck",
        "Adrian Falk",
        "Miller Falck",
    ]
    assert Entity.objects.filter(name="Adriaan Falk").count() == 1 and Entity.objects.count() == 2
    assert "No record waits" in curator.get(reverse(UNSETTLED)).content.decode()
    for wrong in ({"record": first.pk, "decision": "new"}, {"record": "x", "decision": "new"}):
        assert curator.post(reverse(UNSETTLED), wrong).status_code in (303, 404)


def test_a_record_that_may_be_somebody_protected_is_shown_to_those_who_may_see_them_alone(
    curator, editor, tmp_path
):
    make_person(name="Adrian Falk", visibility="protected")
    import_text(tmp_path, "id,name,kind\n1,Adrian Falk,person\n")

    assert "Falk" not in curator.get(reverse(UNSETTLED)).content.decode()
    assert "It is Adrian Falk" in editor.get(reverse(UNSETTLED)).content.decode()
    assert (
        curator.post(
            reverse(UNSETTLED), {"record": UnsettledRecord.objects.get().pk, "decision": "new"}
        ).status_code
        == 404
    )


def test_an_import_is_taken_back_from_its_page(editor, curator):
    upload(editor, UN_LIST, name="consolidated.xml")
    work()
    batch = Batch.objects.get()
    assert "Take this import back" in shown(editor, batch)
    step = reverse("admin:entity_batch_step", args=[batch.pk])
    assert curator.post(step, {"step": "back"}).status_code == 403

    editor.post(step, {"step": "back"})
    take_import_back(batch_id=batch.pk)

    assert not Entity.objects.exists()
    html = shown(editor, Batch.objects.get())
    assert "It was taken back: 2 entries" in html and "Take this import back" not in html
    assert "cannot be done" in messages_on(editor.post(step, {"step": "back"}, follow=True))[0]


def test_only_editors_import(curator, contributor):
    assert curator.get(reverse(IMPORT)).status_code == 403
    assert contributor.get(reverse(UNSETTLED)).status_code == 403
