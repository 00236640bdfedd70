"""The list of changes to a report for readers."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from archive.presentation.changes import FIELD_WORDS, public_changes, withdrawn_at

DAYS = [datetime(2025, 3, day, tzinfo=UTC) for day in range(1, 10)]


def version(*, day=1, status="published", **values):
    fields = dict.fromkeys(FIELD_WORDS, "") | values
    return SimpleNamespace(pgh_created_at=DAYS[day - 1], created_at=DAYS[0], status=status, **fields)


def test_it_tells_when_and_what_latest_first():
    past = [version(day=2, status="draft"), version(day=3), version(day=4, headline="New")]
    changes = public_changes(past, version(headline="New", body="Cleaned"))
    assert [(change.at.day, change.what) for change in changes] == [
        (4, "text"),
        (3, "headline"),
        (2, "published"),
    ]


def test_a_change_that_readers_cannot_see_is_not_told():
    assert public_changes([version()], version()) == []


def test_several_fields_at_once_are_one_change():
    assert public_changes([version()], version(headline="A", date_edtf="1998"))[0].what == "headline, date"


def test_a_report_that_never_changed_has_no_changes():
    assert public_changes([], version()) == []


def test_it_knows_when_a_report_was_withdrawn():
    past = [version(day=2, status="draft"), version(day=5), version(day=6, status="withdrawn")]
    assert withdrawn_at(past, version(status="withdrawn")) == DAYS[4]


def test_a_report_entered_as_withdrawn_was_withdrawn_then():
    assert withdrawn_at([], version(status="withdrawn")) == DAYS[0]
