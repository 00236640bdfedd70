"""Concurrent imports, and one that is killed."""

from __future__ import annotations

import os
import signal
import time
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected, DiskFull

from archive.ingest import load as importing
from archive.ingest.keeping import Keeper
from archive.ingest.load import load
from archive.ingest.raw import Notice, Refusal
from archive.matching.group import Newcomers
from archive.models import Article, Batch, Story
from tests.factories import make_source
from tests.ingest.test_load import TEXT, other_text, record

pytestmark = pytest.mark.django_db(transaction=True)


def in_threads(*works):
    """Run these functions at the same time, each with its own connection."""
    failed = []

    def run(work):
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed and not any(thread.is_alive() for thread in threads), failed


def together(monkeypatch, method):
    """Let no loader go on from this method of Newcomers before the other has come so far."""
    barrier, before, seen = Barrier(2), getattr(Newcomers, method), set()

    def waiting(self):
        result = before(self)
        first = next(iter(self.comparison.sketches))
        if first not in seen:
            seen.add(first)
            barrier.wait(30)
        return result

    monkeypatch.setattr(Newcomers, method, waiting)


def test_copies_that_two_imports_add_at_once_are_grouped(monkeypatch):
    together(monkeypatch, "choose_stories")
    sources = make_source(), make_source()
    texts = [other_text(number) for number in range(3)]

    def loading(source, texts):
        raws = [record(number, text=text, origin=source.slug) for number, text in enumerate(texts)]
        return lambda: load(raws, label=source.slug, source=source, publish=True)

    in_threads(
        loading(sources[0], texts), loading(sources[1], [f"{text} More is not known." for text in texts])
    )

    # The three of one source are of three events: a number stands against another.
    assert Article.objects.count() == 6
    stories = Article.objects.order_by("source", "source_ref").values_list("story", flat=True)
    assert list(stories[:3]) == list(stories[3:]) and None not in stories
    assert len(set(stories)) == Story.objects.count() == 3


def test_two_imports_that_find_the_same_report_put_all_three_together(monkeypatch):
    known, sources = make_source(), (make_source(), make_source())
    load([record(0)], label="known", source=known)
    together(monkeypatch, "choose_stories")

    def loading(source):
        raw = record(1, text=f"{TEXT} Again.", origin=source.slug)
        return lambda: load([raw], label="copy", source=source)

    in_threads(*map(loading, sources))

    assert Article.objects.count() == 3
    assert len(set(Article.objects.values_list("story", flat=True))) == 1
    assert not Article.objects.filter(story=None).exists()
    assert Story.objects.count() == 1


# Killed


def killed_import(source):
    """Start an import in a separate process, kill it in the middle of a report, and return once it is dead."""

    def raws():
        yield Refusal("a.jsonl", 7, "its text is empty: give it one")
        yield Notice("a.jsonl", 8, "was read as French")
        yield record(1)
        yield record(2, text="Quite another report, which never comes to be. " * 5)
        os.write(ready, b"x")
        time.sleep(60)

    read, ready = os.pipe()
    connection.close()
    child = os.fork()
    if not child:
        try:
            # Where browser tests ran before, an event loop runs in the parent and none in the child: Django looks there
            # for its connection elsewhere, and finds an old one of the parent.
            connection.connect()
            load(raws(), label="killed", source=source)
        finally:
            os._exit(1)
    os.read(read, 1)
    yield child
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    # The server learns of it when it looks at the connection.
    deadline = time.monotonic() + 60  # a busy machine may take its time
    while Batch.objects.mark_abandoned() == 0 and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_batch_whose_process_was_killed_is_marked_as_interrupted(monkeypatch):
    monkeypatch.setattr("archive.ingest.lots.BATCH_SIZE", 1)
    source = make_source()
    import_ = killed_import(source)
    next(import_)

    assert Batch.objects.mark_abandoned() == 0
    assert Batch.objects.get().status == "running"

    next(import_, None)

    batch = Batch.objects.get()
    assert (batch.status, batch.read_count, batch.created_count, batch.rejected_count) == (
        "interrupted",
        3,
        2,
        1,
    )
    assert [row["line"] for row in batch.errors] == [7]
    assert [row["line"] for row in batch.options["notices"]] == [8]
    assert Article.objects.count() == 2
    again = load([record(1), record(3, text=other_text(3))], label="again", source=source)
    assert (again.created, again.unchanged) == (1, 1)


def test_the_next_import_notices_that_a_batch_was_abandoned():
    abandoned = Batch.objects.create(label="of a process that is gone")
    finished = Batch.objects.create(label="done", status="finished")
    load([record(1)], label="next", source=make_source())
    abandoned.refresh_from_db()
    finished.refresh_from_db()
    assert (abandoned.status, finished.status) == ("interrupted", "finished")
    assert Batch.objects.latest("id").status == "finished"


def test_a_lot_that_another_writer_stopped_is_loaded_again(monkeypatch):
    attempts = []
    load_records = importing.load_records

    def stopped_once(lot, work):
        outcome = load_records(lot, work)
        attempts.append(len(lot))
        if len(attempts) == 1:
            raise OperationalError("deadlock detected") from DeadlockDetected()
        return outcome

    monkeypatch.setattr(importing, "load_records", stopped_once)
    outcome = load([record(1), record(2, text=other_text(2))], label="test", source=make_source())
    assert (outcome.created, attempts) == (2, [2, 2])
    assert Article.objects.count() == 2


def test_a_lot_is_not_loaded_again_for_ever(monkeypatch):
    def stopped(lot, work):
        raise OperationalError("deadlock detected") from DeadlockDetected()

    monkeypatch.setattr(importing, "load_records", stopped)
    with pytest.raises(OperationalError):
        load([record(1)], label="test", source=make_source())
    assert Batch.objects.get().status == "interrupted"


def test_what_is_told_of_a_lot_that_was_taken_back_is_that_it_was_not_read(monkeypatch):
    monkeypatch.setattr("archive.ingest.lots.BATCH_SIZE", 1)
    load_records = importing.load_records

    def full_at_the_second(lot, work):
        outcome = load_records(lot, work)
        if lot[0].id == "2":
            raise OperationalError("could not extend file: No space left on device") from DiskFull()
        return outcome

    monkeypatch.setattr(importing, "load_records", full_at_the_second)
    with pytest.raises(OperationalError, match="No space"):
        load([record(1), record(2, text=other_text(2))], label="test", source=make_source())

    batch = Batch.objects.get()
    assert (batch.status, batch.read_count, batch.created_count) == ("interrupted", 1, 1)
    assert Article.objects.count() == 1


def test_the_reason_is_told_even_where_the_end_cannot_be_written(monkeypatch):
    def lose_the_server(lot, work):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    def refused(*args, **options):
        raise OperationalError("no room for this either")

    monkeypatch.setattr(importing, "load_records", lose_the_server)
    monkeypatch.setattr(Keeper, "end", refused)
    with pytest.raises(OperationalError, match="terminating connection"):
        load([record(1)], label="test", source=make_source())

    assert Batch.objects.get().status == "running"
    assert Batch.objects.mark_abandoned() == 1
