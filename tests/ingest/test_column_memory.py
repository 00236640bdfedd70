from __future__ import annotations

import contextlib
import io
import json

import pytest
from django.core.management import CommandError, call_command

from archive.ingest.derive import derive
from archive.models import Article, ColumnMemory
from tests.factories import make_source
from tests.ingest.readers.files import BODY, write

pytestmark = pytest.mark.django_db


def ingest(path, **options):
    out = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command("ingest", str(path), source="digest", stdout=out, **options)
    return out.getvalue()


def test_what_was_said_of_a_header_is_remembered_and_kept_with_each_report(tmp_path):
    make_source(name="Digest", slug="digest")
    one = write(tmp_path, "1.csv", f'Cím;Szöveg;Datum\nPost taken;"{BODY}";2012-02-24\n')
    two = write(tmp_path, "2.csv", f'datum;szöveg;cím\n2012-02-25;"{BODY} Again.";Post lost\n')

    said = ingest(one, columns="headline=cím,text=szöveg", dry_run=True)
    assert (
        "headline from Cím, text from Szöveg, published from Datum" in said
        and not ColumnMemory.objects.exists()
    )
    assert "Name one of them text or html" in ingest(one)

    assert "created 1" in ingest(one, columns="headline=cím,text=szöveg")
    assert "created 1" in ingest(two)

    reports = Article.objects.order_by("id")
    assert [(report.headline, report.date_edtf) for report in reports] == [
        ("Post taken", "2012-02-24"),
        ("Post lost", "2012-02-25"),
    ]
    assert [report.capture.columns for report in reports] == [
        [["Cím", "headline"], ["Szöveg", "text"]],
        [["cím", "headline"], ["szöveg", "text"]],
    ]
    assert derive(articles=[report.pk for report in reports], dry_run=True).changes == []
    assert "1 of the duplicates unchanged" in ingest(two)


def test_a_second_word_on_columns_corrects_the_reports(tmp_path):
    make_source(name="Digest", slug="digest")
    path = write(
        tmp_path, "1.jsonl", json.dumps({"id": "7", "kop": "Wrong", "chapeau": "Right", "text": BODY}) + "\n"
    )

    ingest(path, columns="headline=kop")
    assert Article.objects.get().headline == "Wrong"
    assert "updated 1" in ingest(path, columns="headline=chapeau")

    report = Article.objects.get()
    assert (report.headline, report.capture.columns) == ("Right", [["chapeau", "headline"]])
    assert ColumnMemory.objects.get().columns == [["chapeau", "headline"]]


def test_columns_that_cannot_be_meant_stop_the_command(tmp_path):
    with pytest.raises(CommandError, match="columns holds “txt”: write column=label"):
        call_command("ingest", str(write(tmp_path, "1.csv", "text\nx")), columns="txt")
