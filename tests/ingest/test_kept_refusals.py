"""What a command refuses is kept as it was received: nothing that was given to the archive is lost."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.curation.correct import correct
from archive.ingest.load import load
from archive.ingest.readers import read_paths
from archive.models import Article, Batch, ImportRecord
from tests.factories import make_source
from tests.ingest.readers.files import FIRST, SECOND, write

pytestmark = pytest.mark.django_db


def lines(*texts: str, **more) -> str:
    return "".join(
        json.dumps({"id": str(at), "headline": f"Post {at}", "text": text} | more) + "\n"
        for at, text in enumerate(texts, start=1)
    )


def loaded(tmp_path, content: str, name="wire.jsonl", **options):
    source = (
        make_source(name="Wire", slug="wire")
        if not Article.objects.exists()
        else Article.objects.first().source
    )
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
