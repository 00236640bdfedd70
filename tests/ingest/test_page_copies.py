"""Several copies of one address in web archives: versions of one report, and moments at which it was the same."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from itertools import count, groupby

import pytest
from django.utils.formats import date_format

from archive.ingest.load import load
from archive.ingest.readers import read_paths
from archive.models import Article, Capture
from archive.presentation.changes import public_changes
from tests.factories import make_source
from tests.ingest.readers.files import FIRST, SECOND, write

pytestmark = pytest.mark.django_db

ADDRESS = "https://courier.example/world/post?id=7"
MORE = (
    "Two drivers were seen to walk back to the town, and the radio said at noon that the road was open again."
)
LAST = "By nightfall the lorries had begun to move again, a few at a time, and the drivers waved to the men on the ridge."
REVISIT = {"WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"}
numbers = count(1)


def page(*paragraphs: str) -> bytes:
    told = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<!doctype html><html><head><title>Customs post taken</title></head><body><h1>Customs post taken</h1>{told}</body></html>".encode()


def at(hour: int) -> str:
    return f"2020-03-02T{hour:02}:00:00Z"


def copy(hour: int, body: bytes, *, address: str = ADDRESS, of: str = "response", **more: str) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = {"WARC-Type": of, "WARC-Target-URI": address, "WARC-Date": at(hour), "WARC-Record-ID": f"<urn:uuid:{next(numbers)}>",
            "Content-Type": "application/http; msgtype=response", "Content-Length": str(len(block))} | more  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return gzip.compress(f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n")


def revisit(hour: int, *, of: int | None = None, address: str = ADDRESS) -> bytes:
    earlier = {"WARC-Refers-To-Date": at(of)} if of is not None else {}
    return copy(hour, b"", address=address, of="revisit", **REVISIT, **earlier)


OLD, NEW = page(FIRST, SECOND), page(FIRST, SECOND, MORE)


def ingest(folder, source, *copies: bytes, name: str = "a.warc.gz", **options):
    path = write(folder, name, b"".join(copies))
    return load(read_paths([path]), label="test", source=source, language="en", **options)


def counts(outcome):
    return outcome.read, outcome.created, outcome.updated, outcome.duplicate, outcome.rejected


def versions(article: Article) -> list[tuple[str, int]]:
    """Return the last word of each version, the oldest first, with the hour of its copy."""
    past = article.events.order_by("pgh_id").select_related("capture")
    said = [(each.body.split()[-1], each.capture.copied_at.hour) for each in (*past, article)]
    return [one for one, _ in groupby(said)]  # other fields change too


BEFORE, AFTER = SECOND.split()[-1], MORE.split()[-1]


def test_a_changed_copy_becomes_the_report_and_the_first_stays_as_a_version(tmp_path):
    outcome = ingest(tmp_path, make_source(), copy(10, OLD), copy(18, NEW))

    report = Article.objects.get()
    assert counts(outcome) == (2, 1, 1, 0, 0)
    assert versions(report) == [(BEFORE, 10), (AFTER, 18)]
    assert Capture.objects.count() == 2
    assert [change.what for change in public_changes(report.events.order_by("pgh_id"), report)] == ["text"]


def test_the_order_in_the_file_makes_no_difference(tmp_path):
    ingest(tmp_path, make_source(), copy(18, NEW), copy(10, OLD))

    assert versions(Article.objects.get()) == [(BEFORE, 10), (AFTER, 18)]


def test_an_earlier_copy_that_comes_later_goes_into_the_history(tmp_path):
    source = make_source()
    ingest(tmp_path, source, copy(18, NEW))

    outcome = ingest(tmp_path, source, copy(10, OLD), name="b.warc.gz")

    report = Article.objects.get()
    assert counts(outcome) == (1, 0, 1, 0, 0)
    assert versions(report) == [(BEFORE, 10), (AFTER, 18)]
    assert report.batch_id != outcome.batch_id


def test_an_earlier_copy_in_the_history_is_no_edit_by_hand(tmp_path):
    source = make_source()
    ingest(tmp_path, source, copy(18, NEW))
    Article.objects.update(status="published")
    ingest(tmp_path, source, copy(10, OLD), name="b.warc.gz")

    outcome = ingest(tmp_path, source, copy(20, page(FIRST, SECOND, MORE, LAST)), name="c.warc.gz")

    assert counts(outcome) == (1, 0, 1, 0, 0)


def test_a_copy_that_is_the_same_adds_only_its_moment(tmp_path):
    outcome = ingest(tmp_path, make_source(), copy(10, OLD), copy(20, OLD), copy(15, OLD))

    (capture,) = Capture.objects.all()
    assert counts(outcome) == (3, 1, 0, 2, 0)
    assert capture.copied_at == datetime(2020, 3, 2, 10, tzinfo=UTC)
    assert capture.copied_again == ["2020-03-02T15:00:00+00:00", "2020-03-02T20:00:00+00:00"]


def test_a_revisit_adds_its_moment_to_the_version_that_it_names(tmp_path):
    outcome = ingest(
        tmp_path,
        make_source(),
        copy(10, OLD),
        copy(18, NEW),
        revisit(12, of=10),
        revisit(20, of=18),
        revisit(22),
    )

    assert counts(outcome) == (5, 1, 1, 3, 0)
    assert {capture.copied_at.hour: [moment[11:13] for moment in capture.copied_again] for capture in Capture.objects.all()} == {
        10: ["12"],
        18: ["20", "22"],
    }  # fmt: skip


def test_a_revisit_in_another_file_is_joined_to_its_page(tmp_path):
    source = make_source()
    ingest(tmp_path, source, copy(10, OLD))

    ingest(tmp_path, source, revisit(12, of=10), name="b.warc.gz")

    assert Capture.objects.get().copied_again == ["2020-03-02T12:00:00+00:00"]


def test_a_revisit_of_a_page_that_the_archive_lacks_is_counted_and_said(tmp_path):
    outcome = ingest(
        tmp_path, make_source(), copy(10, OLD), revisit(12, of=10, address="https://courier.example/other")
    )

    assert counts(outcome) == (1, 1, 0, 0, 0)
    assert outcome.passed_over_line() == "note of a page unchanged"
    assert "import the file with the earlier copy" in outcome.notices[-1].reason


def test_a_revisit_of_a_picture_is_left_out(tmp_path):
    block = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"
    head = f"WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Target-URI: {ADDRESS}.png\r\nWARC-Date: {at(12)}\r\nWARC-Record-ID: <urn:uuid:p>\r\nContent-Length: {len(block)}\r\n\r\n"
    picture = gzip.compress(head.encode() + block + b"\r\n\r\n")

    outcome = ingest(tmp_path, make_source(), copy(10, OLD), picture)

    assert (counts(outcome), outcome.passed_over_line()) == ((1, 1, 0, 0, 0), "")


ALL = (copy(10, OLD), copy(18, NEW), copy(20, OLD), copy(21, OLD), revisit(22, of=18), revisit(12, of=10))


def test_a_page_that_goes_back_to_what_it_said_has_three_versions(tmp_path):
    ingest(tmp_path, make_source(), *ALL)

    assert versions(Article.objects.get()) == [(BEFORE, 10), (AFTER, 18), (BEFORE, 20)]


@pytest.mark.parametrize("lot", [1, 2, 500])
def test_a_second_run_writes_nothing(tmp_path, monkeypatch, lot):
    monkeypatch.setattr("archive.ingest.lots.BATCH_SIZE", lot)
    source = make_source()
    ingest(tmp_path, source, *ALL)
    before = (
        versions(Article.objects.get()),
        list(Capture.objects.values_list("sha256", "copied_again").order_by("pk")),
    )

    outcome = ingest(tmp_path, source, *ALL)

    assert counts(outcome) == (6, 0, 0, 6, 0)
    assert outcome.unchanged == 6
    assert before == (
        versions(Article.objects.get()),
        list(Capture.objects.values_list("sha256", "copied_again").order_by("pk")),
    )


@pytest.mark.parametrize("stopped", range(1, 6))
def test_an_import_that_was_stopped_comes_to_the_same_end(tmp_path, monkeypatch, stopped):
    monkeypatch.setattr("archive.ingest.lots.BATCH_SIZE", 1)
    whole, parts = make_source(), make_source()
    ingest(tmp_path, whole, *ALL)
    looks = count(1)

    first = ingest(tmp_path, parts, *ALL, name="b.warc.gz", stop=lambda: next(looks) >= stopped)
    ingest(tmp_path, parts, *ALL, name="b.warc.gz")

    one, other = Article.objects.order_by("pk")
    assert first.interrupted
    assert versions(one) == versions(other)
    assert [c.copied_again for c in Capture.objects.filter(origin="a.warc.gz").order_by("copied_at")] == [
        c.copied_again for c in Capture.objects.filter(origin="b.warc.gz").order_by("copied_at")
    ]


def test_another_file_read_again_does_not_bring_back_what_it_said(tmp_path):
    source = make_source()
    lines = [
        f'{{"id": "7", "headline": "Customs post taken", "text": "{FIRST} {more}"}}\n'
        for more in (SECOND, MORE)
    ]
    for name, line in zip("ab", lines, strict=True):
        ingest(tmp_path, source, line.encode(), name=f"{name}.jsonl")

    outcome = ingest(tmp_path, source, lines[0].encode(), name="a.jsonl")

    assert counts(outcome) == (1, 0, 0, 1, 0)
    assert Article.objects.get().body.endswith(AFTER)


def test_readers_see_the_copies_of_a_page(client, tmp_path):
    ingest(tmp_path, make_source(), *ALL[:2], *ALL[4:], publish=True)

    page = client.get(Article.objects.get().get_absolute_url()).content.decode()

    said = " ".join(page.split())
    assert f"<dt>Copied again, the same</dt><dd>{shown(22)} UTC</dd>" in said
    assert f"as the page was copied on {shown(18)} UTC" in said


def shown(hour: int) -> str:
    return date_format(datetime(2020, 3, 2, hour, tzinfo=UTC), "DATETIME_FORMAT")
