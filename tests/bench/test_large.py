"""Large inputs of every kind: killed between any two records, they come to the same end; twice as many take no more memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator

import pytest

from archive.ingest import lots
from archive.ingest.imports import jobs, read
from archive.ingest.imports.phases import READ, phase_of
from archive.ingest.load import load
from archive.ingest.raw import RawArticle
from archive.ingest.readers import exports, nexis, read_paths, recognise, slices
from archive.ingest.readers.options import Meter
from archive.models import Article, Batch, Capture
from bench import large
from tests.factories import make_source

RECORDS = 7
BYTES, CHUNK = 300_000, 30_000
KINDS = sorted(large.KINDS)


class Killed(BaseException):
    """What ends a process at once: nothing after it is done."""


@pytest.fixture(autouse=True)
def small_pictures(monkeypatch):
    monkeypatch.setattr(large, "BYTES_A_PICTURE", 2_000)
    monkeypatch.setattr(large, "BYTES_A_SCRIPT", 500)


def written(folder, kind: str, size: int):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / large.KINDS[kind].name
    large.KINDS[kind].write(path, size)
    return path


def few(folder, kind: str):
    """Return a file of a few records: about so many bytes each, whatever is around them."""
    return written(folder, kind, RECORDS * {"warc": 12_000, "zip": 4_500}.get(kind, 2_300))


def reports(path) -> list[RawArticle]:
    return [item for item in read_paths([path]) if isinstance(item, RawArticle)]


def ending_after(path, number: int) -> Iterator:
    """Read a file, and die before the record of a number."""
    for place, item in enumerate(read_paths([path]), start=1):
        if place > number:
            raise Killed
        yield item


def kept() -> tuple[list, list]:
    """Return what the archive keeps, in an order of its own."""
    said = Article.objects.values_list(
        "uid", "headline", "url", "source_ref", "date_edtf", "body", "capture__sha256"
    )
    return sorted(said), sorted(Capture.objects.values_list("sha256", "copied_again"))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_killed_between_records_it_comes_to_the_same_end(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(lots, "BATCH_SIZE", 2)
    path, source = few(tmp_path, kind), make_source(name="Border Courier")
    asked = {"label": "a", "source": source, "language": "en", "link": False}
    there = reports(path)

    for number in (1, 4, len(there) - 1):
        with pytest.raises(Killed):
            load(ending_after(path, number), **asked)
    load(read_paths([path]), **asked)

    assert len(there) >= RECORDS - 1
    if kind != "warc":  # of which some copies are only moments
        assert sorted(Capture.objects.values_list("sha256", flat=True)) == sorted(raw.sha256 for raw in there)
    assert Article.objects.count() == len({raw.url or raw.sha256 for raw in there})
    before = kept()
    again = load(read_paths([path]), **asked)
    assert (again.created, again.updated, again.unchanged) == (0, 0, len(there))
    assert kept() == before


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_a_trial_that_ends_between_records_goes_on_there(tmp_path, monkeypatch, settings, kind):
    settings.ARCHIVE_HOME = tmp_path
    monkeypatch.setattr(read, "BATCH_SIZE", 2)
    make_source(name="Border Courier", slug="border-courier")
    batch = Batch.objects.create(
        label="a", status="waiting", options={"phase": READ, "dry_run": True, "source": "border-courier"}
    )
    there = reports(few(tmp_path / "uploads" / str(batch.pk), kind))

    shares = []
    for _ in range(2 * len(there)):
        if phase_of(batch) != READ:
            break
        jobs.work(batch, is_ending=lambda: True)
        batch.refresh_from_db()
        shares.append(batch.options["progress"][0] / batch.options["progress"][1])

    assert len(shares) > len(there) // 2
    assert shares == sorted(shares) and 0 < shares[0] < 0.7 and shares[-1] == 1
    numbers = batch.records.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(there) + 1))
    assert {record.state for record in batch.records.all()} <= {"new", "changed"}


@pytest.mark.parametrize("kind", KINDS)
def test_progress_follows_the_place_in_the_file(tmp_path, kind):
    path, meter = few(tmp_path, kind), Meter()

    places = [meter.read for _ in read_paths([path], meter=meter)]

    assert places == sorted(places) and meter.read == path.stat().st_size
    assert places[0] < 0.7 * meter.read
    assert places[len(places) // 2] > 0.2 * meter.read


@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_input_takes_no_more_memory(tmp_path, monkeypatch, kind):
    # What is read at a time, so that small files are as many times as large.
    monkeypatch.setattr(slices, "CHUNK", CHUNK)
    monkeypatch.setattr(slices, "MAX_MARK", CHUNK // 20)
    monkeypatch.setitem(recognise.__globals__, "MAX_SIZE", CHUNK)
    monkeypatch.setattr(nexis, "MAX_RECORD_BYTES", CHUNK)
    monkeypatch.setattr(exports, "MAX_RECORD_BYTES", CHUNK)
    one, two = (written(tmp_path / str(times), kind, times * BYTES) for times in (1, 2))
    largest_of(few(tmp_path, kind))  # what is read once for all

    assert largest_of(two) < largest_of(one) * 1.3


def largest_of(path) -> int:
    """Return the most memory in bytes that reading a file takes."""
    gc.collect()
    tracemalloc.start()
    for _ in read_paths([path]):
        pass
    _, largest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return largest
