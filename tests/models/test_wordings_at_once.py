"""Somebody is protected while a report is written: neither sees the other's uncommitted work."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from archive.models import Entity, PublicWording
from archive.models.wordings import WITHHELD
from tests.factories import make_article, make_person, make_source

pytestmark = pytest.mark.django_db(transaction=True)


def protect(person):
    Entity.objects.filter(pk=person.pk).update(visibility="protected")


def write(source):
    make_article(body="Zarghun Karimi fled.", source=source)


@pytest.mark.parametrize("first", ["the report", "the protection"])
def test_a_name_is_withheld_whoever_comes_first(first):
    person, source = make_person(name="Zarghun Karimi"), make_source()
    begun, failed = Event(), []
    works = [lambda: write(source), lambda: protect(person)]
    before, after = works if first == "the report" else works[::-1]

    def second():
        try:
            begun.wait(30)
            after()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    thread = Thread(target=second)
    thread.start()
    with transaction.atomic():
        before()
        begun.set()
        thread.join(1)  # it waits for this transaction; were it done already, the end would tell
    thread.join(60)
    assert not failed and not thread.is_alive()
    assert PublicWording.objects.get().body == f"{WITHHELD} fled."
