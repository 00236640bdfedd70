"""The way back from a decision about names, which the pages of names offer."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.matching.link import link
from tests.factories import make_article, make_name, make_person

pytestmark = pytest.mark.django_db

OFFER = "Undo my last decision"


@pytest.fixture
def pages():
    """Give the pages of names: one left over, one that two share, and two that are alike."""
    for name in ("Abdul Malik", "Abdul Malek"):
        make_name(entity=make_person(name=name), text="Malik")
    link(articles=[make_article(body="They say Malik left for Andkhui.")])
    return [
        reverse("admin:leftovers"), reverse("admin:review"), reverse("admin:review", query={"name": "malik"}),
        reverse("admin:duplicates"),
    ]  # fmt: skip


def offering(client, pages):
    return [page for page in pages if OFFER in client.get(page).content.decode()]


def test_undoing_is_offered_only_to_who_has_decided_something_that_still_holds(editor, curator, pages):
    assert offering(curator, pages) == []
    assert "undoes the last" not in curator.get(pages[0]).content.decode()

    curator.post(reverse("admin:leftovers"), {"text": "Andkhui", "settle": "verdict:no name"})
    assert (offering(curator, pages), offering(editor, pages)) == (pages, [])

    curator.post(reverse("admin:leftovers"), {"undo": "1"})
    assert offering(curator, pages) == []
