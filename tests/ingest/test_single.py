from __future__ import annotations

import pytest

from archive.ingest.readers import RecordError
from archive.ingest.single import load_one, preview, raw_from
from archive.models import Article, Batch, BoilerplateRule, Capture
from tests.factories import make_source

pytestmark = pytest.mark.django_db

TEXT = "Guns fell silent at noon in Riverton, and people came out of their cellars to look for bread and for each other."


def test_a_preview_shows_what_cleaning_would_do_and_writes_nothing():
    source = make_source()
    BoilerplateRule.objects.create(source=source, kind="prefix", text="Riverton Post:")

    prepared = preview(raw_from(f"Truce in Riverton\n\nRiverton Post: {TEXT}\n\nShare"), source=source)

    assert (prepared.fields["headline"], prepared.body) == ("Truce in Riverton", TEXT)
    assert [item["text"] for item in prepared.fields["removed"]] == ["Riverton Post:", "Share"]
    assert not Article.objects.exists() and not Capture.objects.exists()


def test_what_the_curator_says_goes_before_what_was_found():
    raw = raw_from(
        f"Truce in Riverton\n\n{TEXT}", headline="A truce", published="1998", url="https://post.example/a"
    )

    prepared = preview(raw)

    assert prepared.fields["headline"] == "A truce"
    assert (prepared.fields["date_edtf"], prepared.fields["url"]) == ("1998", "https://post.example/a")


def test_a_page_can_be_pasted_too():
    raw = raw_from(f"<html><h1>Truce</h1><p>{TEXT}</p></html>")

    assert preview(raw).body == TEXT
    assert raw_from("<!DOCTYPE html><p>").html and raw_from("a < b and c > d").text


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "is empty"), (b"GIF8\x00\x01\x02\x03", "is a binary file"), ("x" * 5_000_001, "5 MB")],
)
def test_what_is_no_text_is_refused(content, reason):
    with pytest.raises(RecordError, match=reason):
        raw_from(content)


def test_one_record_is_loaded_with_its_capture_and_a_batch():
    source = make_source()

    loaded = load_one(raw_from(f"Truce in Riverton\n\n{TEXT}"), source=source, publish=True)

    assert (loaded.article.headline, loaded.article.status, loaded.reason) == (
        "Truce in Riverton",
        "published",
        "",
    )
    assert bytes(loaded.article.capture.content).decode() == f"Truce in Riverton\n\n{TEXT}"
    assert Batch.objects.get().created_count == 1


def test_the_same_again_gives_the_report_that_is_there():
    source, raw = make_source(), raw_from(TEXT)
    first = load_one(raw, source=source)

    second = load_one(raw, source=source)

    assert second.article == first.article and second.outcome.duplicate == 1


def test_a_refused_record_says_why():
    loaded = load_one(raw_from("Share"), source=make_source())

    assert loaded.article is None and "holds nothing that reads like a report" in loaded.reason
