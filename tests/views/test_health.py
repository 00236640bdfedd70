"""The address that monitors ask."""

from __future__ import annotations

from threading import Event

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg.errors import LockNotAvailable

from archive.views import health as module


@pytest.mark.django_db
def test_it_says_that_all_is_well(client):
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "migrations": "ok", "derived": "ok"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_it_is_in_error_while_a_migration_has_not_run(client, monkeypatch):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    parts = module.look_at_parts()
    monkeypatch.setattr(module, "look_at_parts", lambda: parts)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "error", "database": "ok", "migrations": "1 to run"}


def test_it_is_in_error_when_the_database_does_not_answer(client, monkeypatch):
    def refuse(*args):
        raise OperationalError("connection refused")

    monkeypatch.setattr(module, "MigrationRecorder", refuse)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"


def test_it_does_not_wait_for_a_look_that_hangs(client, monkeypatch):
    released = Event()
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.01)
    monkeypatch.setattr(module, "look_at_parts", released.wait)

    answer = client.get("/healthz")
    released.set()

    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"


@pytest.mark.django_db
def test_every_answer_carries_the_strict_policy(client):
    policy = client.get("/healthz")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_browser_reaches_the_site(page):
    answer = page.goto("/healthz")

    assert answer.status == 200


@pytest.mark.django_db
def test_a_locked_table_makes_no_server_ill(monkeypatch):
    def locked():
        raise OperationalError("canceling statement due to lock timeout") from LockNotAvailable()

    monkeypatch.setattr(module, "rebuild_needed", locked)

    assert module.look_at_parts() == {
        "database": "ok",
        "migrations": "ok",
        "derived": "not known, as tables are locked",
    }
