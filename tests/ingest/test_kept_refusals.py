"""What a command refuses is kept as it was received: nothing that was given to the archive is lost."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.curation.correct import correct
from archive.ingest.imports.jobs import work
from archive.ingest.imports.phases import phase_of
from archive.ingest.load import load
from archive.ingest.readers import read_paths
from archive.models import Article, Batch, ImportRecord, Source
from tests.factories import make_source
from tests.ingest.readers.files import FIRST, SECOND, write

pytestmark = pytest.mark.django_db


def lines(*texts: str, **more) -> str:
    return "".join(
        json.dumps({"id": str(at), "headline": f"Post {at}", "text": text} | more) + "\n"
        for at, text in enumerate(texts, start=1)
    )


def loaded(tmp_path, content: str, name="wire.jsonl", **options):
    source = Source.objects.filter(slug="wire").first() or make_source(name="Wire", slug="wire")
    return load(read_paths([write(tmp_path, name, content)]), label="wire", source=source, **options)


def edited_report(tmp_path) -> Article:
    loaded(tmp_path, lines(FIRST))
    report = Article.objects.get()
    correct(article=report, values={"headline": "Post taken, said a curator"})
    return report


def test_a_record_that_differs_from_an_edited_report_is_refused_and_kept(tmp_path):
    report = edited_report(tmp_path)
    changed = lines(f"{FIRST} {SECOND}")

    outcome = loaded(tmp_path, changed)

    report.refresh_from_db()
    assert (outcome.rejected, report.body) == (1, FIRST)
    (record,) = ImportRecord.objects.refusals()
    assert bytes(record.content) == changed.strip().encode()
    assert (record.batch_id, record.number, record.position) == (outcome.batch_id, 1, 1)
    assert record.reason == outcome.refusals[0].reason and record.holds
    assert record.said["text"] == f"{FIRST} {SECOND}"


def test_it_is_kept_once_however_often_the_command_runs_and_again_if_it_says_more(tmp_path):
    edited_report(tmp_path)
    for _ in range(2):
        loaded(tmp_path, lines(f"{FIRST} {SECOND}"))
    loaded(tmp_path, lines(f"{SECOND} {FIRST}"))

    kept = [bytes(record.content) for record in ImportRecord.objects.refusals().order_by("pk")]

    assert kept == [lines(f"{FIRST} {SECOND}").strip().encode(), lines(f"{SECOND} {FIRST}").strip().encode()]


def test_lines_without_a_record_keep_their_places_beside_it(tmp_path):
    edited_report(tmp_path)
    content = "no object\n" + lines(f"{FIRST} {SECOND}") + "neither\n"

    outcome = loaded(tmp_path, content, name="other.jsonl")

    found = ImportRecord.objects.refusals().filter(batch=outcome.batch_id).order_by("number")
    lines_of_batch = Batch.objects.get(pk=outcome.batch_id).errors
    assert [(record.position, record.holds) for record in found] == [(1, False), (3, False), (2, True)]
    assert [record.position for record in found] == [line["line"] for line in lines_of_batch]


def test_a_trial_keeps_nothing(tmp_path):
    edited_report(tmp_path)

    outcome = loaded(tmp_path, lines(f"{FIRST} {SECOND}"), dry_run=True)

    assert outcome.rejected == 1 and not ImportRecord.objects.exists()


def test_it_is_looked_at_from_the_list_of_refusals(tmp_path, client):
    edited_report(tmp_path)
    outcome = loaded(tmp_path, lines(f"{FIRST} {SECOND}"))
    client.force_login(User.objects.create_superuser("root"))

    (row,) = client.get(reverse("admin:refusals")).context["rows"]
    page = client.get(row.mend_url)

    assert row.mend_url == reverse("admin:import_record", args=[outcome.batch_id, 1])
    assert SECOND in page.content.decode() and not page.context["is_open"]
    assert Batch.objects.get(pk=outcome.batch_id).rejected_count == 1


# Records whose source the archive lacks


def of_sources(*names):
    return "".join(
        lines(f"{FIRST} It was seen by {number} people.", id=f"n{number}", source=name)
        for number, name in enumerate(names, start=1)
    )


def answered(client, batch, **answers):
    """Say which sources are meant on the page of an import, and let the worker write what waited for them."""
    address = reverse("admin:import_sources", args=[batch.pk])
    page = client.get(reverse("admin:import_made", args=[batch.pk]))
    given = {field.html_name: "" for field in page.context["sources"]} | answers
    told = client.post(address, given, follow=True)
    batch.refresh_from_db()
    if phase_of(batch):
        work(batch)
    batch.refresh_from_db()
    return told


def test_records_of_an_unknown_source_are_kept_each_once_however_often_the_command_runs(tmp_path):
    content = of_sources("Hill Gazette", "Hill Gazette", "Plain Post")
    first = loaded(tmp_path, content)
    loaded(tmp_path, content)

    found = ImportRecord.objects.refusals().order_by("pk")
    assert [(record.given_source, record.state, record.holds) for record in found] == [
        ("Hill Gazette", "lacking", True),
        ("Hill Gazette", "lacking", True),
        ("Plain Post", "lacking", True),
    ]
    assert {record.batch_id for record in found} == {first.batch_id}


def test_a_trial_keeps_no_record_of_an_unknown_source(tmp_path):
    loaded(tmp_path, of_sources("Hill Gazette"), dry_run=True)

    assert not ImportRecord.objects.exists()


def test_they_are_imported_from_the_page_of_the_import_once_their_source_is_said(tmp_path, client):
    make_source(name="The Plain Post", slug="plain-post")
    content = of_sources("Hill Gazette", "Plain Post", "Hill Gazette", "Wire")
    outcome = loaded(tmp_path, content, publish=True, options={"publish": True})
    batch = Batch.objects.get(pk=outcome.batch_id)
    client.force_login(User.objects.create_superuser("root"))
    rows = client.get(reverse("admin:refusals")).context["rows"]
    page = client.get(rows[0].mend_url)
    form = page.context["sources"]

    assert "published at once" in page.content.decode()
    assert [field.label for field in form] == ["Plain Post (1 record)", "Hill Gazette (2 records)"]
    assert form["source_0"].initial == "plain-post"
    answered(client, batch, source_1="add")

    reports = Article.objects.filter(batch=batch).order_by("pk")
    assert [report.source.name for report in reports] == ["Wire", "Hill Gazette", "Hill Gazette"]
    assert {report.status for report in reports} == {"published"}
    assert (batch.read_count, batch.created_count, batch.rejected_count) == (4, 3, 1)
    assert (batch.status, phase_of(batch)) == ("finished", "")
    assert sorted(record.standing for record in ImportRecord.objects.refusals()) == [
        "mended",
        "mended",
        "open",
    ]

    answered(client, batch, source_0="plain-post")

    assert set(Article.objects.values_list("source__slug", flat=True)) == {
        "wire",
        "hill-gazette",
        "plain-post",
    }
    assert client.get(reverse("admin:import_made", args=[batch.pk])).context["sources"] is None
    batch.refresh_from_db()
    assert (batch.read_count, batch.created_count, batch.rejected_count) == (4, 4, 0)


def test_only_those_who_may_import_say_which_source_is_meant(tmp_path, client):
    outcome = loaded(tmp_path, of_sources("Hill Gazette"))
    client.force_login(User.objects.create_user("reader", is_staff=True))

    told = client.post(reverse("admin:import_sources", args=[outcome.batch_id]), {"source_0": "add"})

    assert told.status_code == 403 and not Article.objects.exists()
