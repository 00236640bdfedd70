"""The changes that a reader finds in the log, with writers committing in any order and on any server."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.db.models import BigIntegerField, TextField
from django.db.models.functions import Cast

from archive.models import SearchChange
from archive.search.records.changes import Changes, Look, Version, changes_since, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("small")]

HERE = "server 1"
LONG_AGO = (
    3  # the first transaction that a server can have; the log begins with a change of it (tests/databases.py)
)
FUTURE = 10**15  # a transaction of another server


def note(*articles):
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_note_change(%s::integer[])", [list(articles)])


def bring(*xids):
    """Add changes of these transactions, ended long ago or of another server, that may touch any report."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO archive_searchchange (xid) SELECT number::text::xid8 FROM unnest(%s::bigint[]) AS number",
            [list(xids)],
        )


def learn(known):
    """Return the changes, and the knowledge of the log after them."""
    now = look(known)
    return changes_since(known, now), now.version()


class Writer:
    """A writer with its own transaction, in a thread, which ends it on request."""

    def __init__(self, *articles, undone=False):
        self._wrote, self._may_end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._write, args=(articles, undone))
        self._thread.start()
        assert self._wrote.wait(60)

    def _write(self, articles, undone):
        try:
            with transaction.atomic():
                note(*articles)
                self._wrote.set()
                assert self._may_end.wait(60)
                transaction.set_rollback(undone)
        finally:
            connection.close()

    def end(self):
        self._may_end.set()
        self._thread.join(60)


def test_nothing_has_changed_where_nobody_wrote():
    known = look().version()
    assert learn(known) == (None, known)


def test_who_commits_first_is_seen_first_and_who_commits_later_is_not_missed():
    known = look().version()
    early, late = Writer(1), Writer(2)
    note(3)
    changes, known = learn(known)
    assert changes == Changes({3})

    late.end()
    changes, known = learn(known)
    assert changes == Changes({2})

    early.end()
    changes, known = learn(known)
    assert changes == Changes({1})
    assert learn(known)[0] is None


def test_what_was_undone_is_not_told():
    known = look().version()
    undone = Writer(1, undone=True)
    with transaction.atomic():
        note(2)
        with transaction.atomic():
            note(3)
            transaction.set_rollback(True)
    undone.end()
    assert learn(known)[0] == Changes({2})


def test_writers_wait_for_nobody():
    before = SearchChange.objects.count()
    writers = [Writer(number) for number in range(12)]
    for writer in writers:
        writer.end()
    assert SearchChange.objects.count() == before + 12


def test_a_change_that_touches_no_report_is_a_change():
    known = look().version()
    note()
    assert learn(known)[0] == Changes(set())


def test_a_change_that_may_touch_any_report_is_told_as_such():
    known = look().version()
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_note_change(NULL)")
    assert learn(known)[0] == Changes(None)


def test_who_knows_less_than_the_log_still_holds_reads_everything():
    known = look().version()
    note(1)
    note(2)
    SearchChange.objects.exclude(articles=[2]).delete()
    assert learn(known)[0] == Changes(None)


def test_a_log_that_was_put_in_place_of_another_is_found_out():
    note(1)
    known = look().version()
    SearchChange.objects.all().delete()
    note(2)
    assert learn(known)[0] == Changes(None)


def test_the_log_is_cut_to_some_ten_thousand_changes_and_those_of_another_server_go():
    bring(FUTURE, *(LONG_AGO + number // 250 for number in range(25_000)))
    with connection.cursor() as cursor:
        for _ in range(4):  # one change in a hundred cuts the log
            cursor.execute("SELECT archive_note_change(NULL) FROM generate_series(1, 500)")
    assert 10_000 < SearchChange.objects.count() < 14_000
    assert not any(
        xid >= FUTURE
        for xid in SearchChange.objects.values_list(
            Cast(Cast("xid", TextField()), BigIntegerField()), flat=True
        )
    )


def test_what_a_restored_dump_brought_from_another_server_is_passed_over():
    for number in range(3):
        bring(FUTURE + number)
    known = look().version()
    assert not any(xid >= FUTURE for xid in known.seen.values())
    note(1)
    assert learn(known)[0] == Changes({1})


KNOWN = Version(HERE, 10, {7: 10, 8: 12})
SHOWN = Look(HERE, 13, False, 3, {7: (10, []), 8: (12, [])})


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (SHOWN, None),
        (replace(SHOWN, rows={**SHOWN.rows, 9: (11, [4])}), Changes({4})),
        # A server that lags: it has not seen the end of 12, nor what came after.
        (replace(SHOWN, lowest=12, rows={7: (10, [])}), None),
        (replace(SHOWN, lowest=9, rows={}), None),
        # A server that took over without the last changes, and continues by itself.
        (replace(SHOWN, lowest=12, rows={7: (10, []), 9: (12, [5])}), Changes(None)),
        # 12 has ended here, and its row is not there: another log.
        (replace(SHOWN, rows={7: (10, [])}), Changes(None)),
        (replace(SHOWN, rows={7: (10, []), 8: (11, [])}), Changes(None)),
        (replace(SHOWN, identity="server 2"), Changes(None)),
        (replace(SHOWN, oldest=11), Changes(None)),
    ],
)
def test_what_a_server_shows_beside_what_is_known(now, expected):
    assert changes_since(KNOWN, now) == expected
